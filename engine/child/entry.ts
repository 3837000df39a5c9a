/** The engine as a process of its own. Started by client.ts; ends when the server does. */
import { type Engine, EngineError, openEngine } from '../index.ts';
import type { DecodeEvent, TokenId } from '../protocol.ts';
import type { FromChild, ToChild } from './messages.ts';
import { RequestQueue } from './request-queue.ts';

type DecodeMessage = Extract<ToChild, { type: 'decode' }>;

/** A server that is gone needs no answer: this process ends with it, whichever way it hears of that first. */
function endWithServer(): never {
  process.exit(0);
}

function send(message: FromChild): void {
  process.send?.(message, (error: Error | null) => {
    if (error) endWithServer();
  });
}

process.on('disconnect', endWithServer);

let engine: Engine;
try {
  engine = await openEngine({ onProgress: (progress) => send({ type: 'progress', ...progress }) });
} catch (error) {
  const message: FromChild = {
    type: 'failed',
    message: error instanceof Error ? error.message : String(error),
  };
  // An exit right after a send may lose the message.
  await new Promise((sent) => process.send?.(message, sent));
  process.exit(1);
}
send({ type: 'ready', info: engine.info });

const queue = new RequestQueue<DecodeMessage>(serve, ({ id }) =>
  send({ type: 'error', id, code: 'cancelled', message: 'cancelled before its turn came' }),
);
process.on('message', (message: ToChild) => {
  if (message.type === 'cancel') queue.cancel(message.id);
  else queue.push(message);
});

async function serve({ id, request }: DecodeMessage, signal: AbortSignal): Promise<void> {
  const labelled = new Set<TokenId>();
  try {
    for await (const event of engine.decode(request, signal)) {
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
