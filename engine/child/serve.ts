/** What the engine's process does once the engine is open: one request at a time, each answered on the channel. */
import type { Engine } from '../engine.ts';
import { EngineError } from '../errors.ts';
import type { DecodeEvent, TokenId } from '../protocol.ts';
import type { Answers, FromChild, Question, ToChild } from './messages.ts';
import { RequestQueue } from './request-queue.ts';

type Work = Extract<ToChild, { type: 'decode' | 'ask' }>;
type DecodeMessage = Extract<Work, { type: 'decode' }>;

/** What is served of an engine. */
export type ServedEngine = Pick<Engine, 'info' | 'decode' | 'score' | 'probe'> & {
  readonly tokenizer: Pick<Engine['tokenizer'], 'decode' | 'tokenText' | 'tokenBytes'>;
};

/** A server that is gone needs no answer: this process ends with it, whichever way it hears of that first. */
function endWithServer(): never {
  process.exit(0);
}

export function send(message: FromChild): void {
  process.send?.(message, (error: Error | null) => {
    if (error) endWithServer();
  });
}

/** Ends this process when the channel ends, from the call on. */
export function watchServer(): void {
  process.on('disconnect', endWithServer);
}

/** Says `ready` and serves the channel until it ends. */
export function serve(engine: ServedEngine): void {
  const queue = new RequestQueue<Work>(
    (work, signal) => serveOne(engine, work, signal),
    ({ id }) => send({ type: 'error', id, code: 'cancelled', message: 'cancelled before its turn came' }),
  );
  process.on('message', (message: ToChild) => {
    if (message.type === 'cancel') queue.cancel(message.id);
    else queue.push(message);
  });
  send({ type: 'ready', info: engine.info });
}

async function serveOne(engine: ServedEngine, work: Work, signal: AbortSignal): Promise<void> {
  const { id } = work;
  try {
    if (work.type === 'decode') await decode(engine, work, signal);
    else send({ type: 'answer', id, value: await answer(engine, work.question) });
    send({ type: 'end', id });
  } catch (error) {
    const code = error instanceof EngineError ? error.code : 'runtime-failure';
    send({ type: 'error', id, code, message: error instanceof Error ? error.message : String(error) });
  }
}

async function answer(engine: ServedEngine, question: Question): Promise<Answers[Question['kind']]> {
  switch (question.kind) {
    case 'tokenBytes':
      return question.tokenIds.map((tokenId) => engine.tokenizer.tokenBytes(tokenId));
    case 'score':
      return engine.score(question.promptTokenIds, question.answerTokenIds);
    case 'probe':
      return engine.probe(question.promptTokenIds, question.answerTokenIds, question.position);
  }
}

async function decode(
  engine: ServedEngine,
  { id, request }: DecodeMessage,
  signal: AbortSignal,
): Promise<void> {
  const labelled = new Set<TokenId>();
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
