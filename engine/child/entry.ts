/** The engine as a process of its own. Started by client.ts; ends when the server does. */
import { type Engine, EngineError, openEngine } from '../index.ts';
import type { DecodeEvent, TokenId } from '../protocol.ts';
import type { FromChild, ToChild } from './messages.ts';

const cancelled = new Set<number>();
let running: { id: number; controller: AbortController } | null = null;
let queue: Promise<void> = Promise.resolve();

function send(message: FromChild): void {
  process.send?.(message);
}

process.on('disconnect', () => process.exit(0));

let engine: Engine;
try {
  engine = await openEngine({ onProgress: (progress) => send({ type: 'progress', ...progress }) });
} catch (error) {
  send({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
  process.exit(1);
}
send({ type: 'ready', info: engine.info });

process.on('message', (message: ToChild) => {
  if (message.type === 'close') {
    queue = queue.then(() => engine.close()).then(() => process.exit(0));
  } else if (message.type === 'cancel') {
    if (running?.id === message.id) running.controller.abort();
    else cancelled.add(message.id);
  } else {
    const { id, request } = message;
    queue = queue.then(() => serve(id, request));
  }
});

async function serve(id: number, request: Extract<ToChild, { type: 'decode' }>['request']): Promise<void> {
  const controller = new AbortController();
  if (cancelled.delete(id)) controller.abort();
  running = { id, controller };
  const labelled = new Set<TokenId>();
  try {
    for await (const event of engine.decode(request, controller.signal)) {
      const fresh = tokensOf(event).filter((tokenId) => !labelled.has(tokenId));
      if (fresh.length > 0) {
        const unique = [...new Set(fresh)];
        for (const tokenId of unique) labelled.add(tokenId);
        const { tokenizer } = engine;
        send({
          type: 'labels',
          id,
          labels: unique.map((tokenId) => ({
            tokenId,
            text: tokenizer.tokenText(tokenId),
            special: tokenizer.decode([tokenId]) === '' && tokenizer.tokenText(tokenId) !== '',
          })),
        });
      }
      send({ type: 'event', id, event });
    }
    send({ type: 'end', id });
  } catch (error) {
    const code = error instanceof EngineError ? error.code : 'runtime-failure';
    send({ type: 'error', id, code, message: error instanceof Error ? error.message : String(error) });
  } finally {
    running = null;
    cancelled.delete(id);
  }
}

/** Every token that a page may want to show of an event. */
function tokensOf(event: DecodeEvent): TokenId[] {
  switch (event.type) {
    case 'prefill-end':
      return [event.prefill.tokenId, ...event.prefill.targetTop.ids.flat()];
    case 'step-end':
      return [...event.step.tree.tokenIds, ...event.step.targetTop.ids.flat(), ...event.step.emitted];
    default:
      return [];
  }
}
