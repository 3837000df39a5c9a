/**
 * The server's handle on the engine child: starts it, sends requests, streams events, and starts a new one when it dies.
 * Nothing of ONNX Runtime is loaded here.
 */
import { type ChildProcess, fork } from 'node:child_process';
import type { WidthProbe } from '../core/compare-output.ts';
import type { Predictability } from '../core/run-summary.ts';
import { EngineError } from '../errors.ts';
import {
  DEFAULT_SETTINGS,
  type DecodeEvent,
  type DecodeRequest,
  type EngineInfo,
  type TokenId,
} from '../protocol.ts';
import { ItemStream } from './item-stream.ts';
import type { Answers, EngineSetup, FromChild, Question, ToChild, TokenLabel } from './messages.ts';

export interface EngineStarting {
  kind: 'starting';
  phase: string;
  receivedBytes: number | null;
  totalBytes: number | null;
}

export type EngineState =
  | EngineStarting
  | { kind: 'ready'; info: EngineInfo }
  | { kind: 'failed'; message: string };

export type StreamItem = { type: 'labels'; labels: TokenLabel[] } | { type: 'event'; event: DecodeEvent };

/** A request that is not over: a stream of items, or a question with one answer. */
interface Pending {
  push?(item: StreamItem): void;
  answer?(value: Answers[Question['kind']]): void;
  end(): void;
  fail(error: EngineError): void;
}

/** A cancelled request that has not ended after this long is ended with its process, milliseconds. */
const CANCEL_GRACE_MS = 5000;

const BEGUN: EngineStarting = { kind: 'starting', phase: 'starting', receivedBytes: null, totalBytes: null };

export class EngineClient {
  readonly #entry: string;
  #setup: EngineSetup;
  readonly #pending = new Map<number, Pending>();
  #child: ChildProcess | null = null;
  #state: EngineState = BEGUN;
  readonly #listeners = new Set<(starting: EngineStarting) => void>();
  #waiting: (() => void)[] = [];
  #nextId = 1;
  #closed = false;

  /** `entry` is the path of the child's module; it is run by Node with tsx. */
  constructor(entry: string, setup: EngineSetup = { precision: DEFAULT_SETTINGS.precision }) {
    this.#entry = entry;
    this.#setup = setup;
  }

  get state(): EngineState {
    return this.#state;
  }

  /** Process id of the child, null when there is none. */
  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  /** Starts the child if there is none. One that could not start stays failed until `ready` is asked for. */
  start(): void {
    if (this.#state.kind !== 'failed') this.#spawn();
  }

  /** Ends the engine there is, with what it was asked and has not answered, and starts one of another setup. */
  reopen(setup: EngineSetup): void {
    this.#setup = setup;
    const child = this.#child;
    if (child) {
      child.kill('SIGKILL');
      this.#lose('was ended for one of another setup');
    }
    this.#spawn();
  }

  /**
   * Resolves when the engine can take requests, after another try if it had failed; throws when it cannot be started.
   * `tell` hears how far it is until then.
   */
  async ready(tell: (starting: EngineStarting) => void = () => {}): Promise<EngineInfo> {
    this.#spawn();
    if (this.#state.kind === 'starting') tell(this.#state);
    this.#listeners.add(tell);
    while (this.#state.kind === 'starting') await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#listeners.delete(tell);
    if (this.#state.kind === 'failed')
      throw new EngineError('runtime-failure', `the engine did not start: ${this.#state.message}`);
    return this.#state.info;
  }

  /** Streams one answer. Ending the iteration early, or the signal, cancels it. */
  async *decode(request: DecodeRequest, signal?: AbortSignal): AsyncGenerator<StreamItem, void> {
    await this.ready();
    const id = this.#nextId++;
    const stream = new ItemStream<StreamItem>();
    this.#pending.set(id, stream);
    const cancel = () => this.#cancel(id);
    signal?.addEventListener('abort', cancel, { once: true });
    this.#send({ type: 'decode', id, request });
    if (signal?.aborted) cancel();
    try {
      yield* stream;
    } finally {
      signal?.removeEventListener('abort', cancel);
      if (this.#pending.has(id)) cancel();
    }
  }

  /** Bytes of each token, in order. */
  async tokenBytes(tokenIds: readonly TokenId[]): Promise<Uint8Array[]> {
    return this.#ask<'tokenBytes'>({ kind: 'tokenBytes', tokenIds: [...tokenIds] });
  }

  /** As the engine's own. */
  async score(
    promptTokenIds: readonly TokenId[],
    answerTokenIds: readonly TokenId[],
  ): Promise<Predictability> {
    return this.#ask<'score'>({
      kind: 'score',
      promptTokenIds: [...promptTokenIds],
      answerTokenIds: [...answerTokenIds],
    });
  }

  /** As the engine's own. */
  async probe(
    promptTokenIds: readonly TokenId[],
    answerTokenIds: readonly TokenId[],
    position: number,
  ): Promise<WidthProbe> {
    return this.#ask<'probe'>({
      kind: 'probe',
      promptTokenIds: [...promptTokenIds],
      answerTokenIds: [...answerTokenIds],
      position,
    });
  }

  async #ask<K extends Question['kind']>(question: Extract<Question, { kind: K }>): Promise<Answers[K]> {
    await this.ready();
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, {
        answer: (value) => resolve(value as Answers[K]),
        // An answer comes before the end.
        end: () => reject(new EngineError('runtime-failure', `the engine did not answer ${question.kind}`)),
        fail: reject,
      });
      this.#send({ type: 'ask', id, question });
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    const child = this.#child;
    if (!child) return;
    const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill('SIGKILL');
    await gone;
  }

  #spawn(): void {
    if (this.#child || this.#closed) return;
    this.#state = BEGUN;
    const child = fork(/* turbopackIgnore: true */ this.#entry, [JSON.stringify(this.#setup)], {
      serialization: 'advanced',
      execArgv: ['--import', 'tsx'],
    });
    this.#child = child;
    child.on('message', (message: FromChild) => this.#receive(child, message));
    child.on('error', (error) => this.#died(child, error.message));
    child.on('exit', (code, signal) =>
      this.#died(child, signal ? `killed by ${signal}` : `ended with code ${code}`),
    );
  }

  #send(message: ToChild): void {
    this.#child?.send(message);
  }

  #cancel(id: number): void {
    this.#send({ type: 'cancel', id });
    const child = this.#child;
    // A pass that hangs cannot be asked to stop: then the process goes, and a new one is started for the next request.
    setTimeout(() => {
      if (this.#pending.has(id) && this.#child === child) child?.kill('SIGKILL');
    }, CANCEL_GRACE_MS).unref();
  }

  #receive(child: ChildProcess, message: FromChild): void {
    // One that was ended may have said something that is on its way.
    if (this.#child !== child) return;
    switch (message.type) {
      case 'progress':
        this.#state = {
          kind: 'starting',
          phase: message.phase,
          receivedBytes: message.receivedBytes ?? null,
          totalBytes: message.totalBytes ?? null,
        };
        for (const tell of this.#listeners) tell(this.#state);
        break;
      case 'ready':
        this.#settle({ kind: 'ready', info: message.info });
        break;
      case 'failed':
        // It exits by itself; the next try need not wait for that.
        this.#child = null;
        this.#settle({ kind: 'failed', message: message.message });
        break;
      case 'labels':
        this.#pending.get(message.id)?.push?.({ type: 'labels', labels: message.labels });
        break;
      case 'event':
        this.#pending.get(message.id)?.push?.({ type: 'event', event: message.event });
        break;
      case 'answer':
        this.#pending.get(message.id)?.answer?.(message.value);
        break;
      case 'end':
        this.#take(message.id)?.end();
        break;
      case 'error':
        this.#take(message.id)?.fail(new EngineError(message.code, message.message));
        break;
    }
  }

  /** A request that is over. */
  #take(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    return pending;
  }

  #died(child: ChildProcess, how: string): void {
    if (this.#child !== child) return;
    this.#lose(how);
    const wasReady = this.#state.kind === 'ready';
    if (this.#state.kind !== 'failed') this.#settle({ kind: 'failed', message: `its process ${how}` });
    // A child that had been ready is replaced at once; one that could not start would only fail again.
    if (wasReady) this.#spawn();
  }

  /** Forgets the child; whoever waits for an answer of it is told. */
  #lose(how: string): void {
    this.#child = null;
    const lost = [...this.#pending.values()];
    this.#pending.clear();
    for (const pending of lost) {
      pending.fail(
        new EngineError('engine-lost', `the engine process ${how}; this answer is lost, a new engine starts`),
      );
    }
  }

  #settle(state: EngineState): void {
    this.#state = state;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}
