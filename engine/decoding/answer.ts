/** Book-keeping that every strategy needs in the same form: output, records, and the events that tell of them. */
import { OutputStream } from '../core/output-stream.ts';
import type {
  DecodeEvent,
  DecodeResult,
  Method,
  PrefillRecord,
  StepRecord,
  StopReason,
  TokenId,
  TopTwo,
} from '../protocol.ts';
import type { DecodeContext } from './decoding-strategy.ts';

export class Answer {
  readonly output: OutputStream;
  readonly steps: StepRecord[] = [];
  readonly #context: DecodeContext;
  readonly #method: Method;
  #prefill: PrefillRecord | null = null;
  #stop: StopReason | null = null;
  #lastTokenMs = 0;
  #asideMs = 0;

  constructor(method: Method, context: DecodeContext) {
    this.#method = method;
    this.#context = context;
    this.output = new OutputStream({
      endTokenIds: context.tokenizer.endTokenIds,
      maxNewTokens: context.settings.maxNewTokens,
      stopStrings: context.settings.stopStrings,
      tokenBytes: (tokenId) => context.tokenizer.tokenBytes(tokenId),
    });
  }

  get stopped(): boolean {
    return this.#stop !== null;
  }

  /** Milliseconds since the request began, less those that went aside. */
  now(): number {
    return this.#context.clock() - this.#context.beganMs - this.#asideMs;
  }

  /** Does what only the record needs, outside of the answer's clock: watching closely must not look like slow decoding. */
  aside<T>(work: () => T): T {
    const from = this.#context.clock();
    const result = work();
    this.#asideMs += this.#context.clock() - from;
    return result;
  }

  start(): DecodeEvent {
    return { type: 'run-start', method: this.#method, promptTokenIds: [...this.#context.promptTokenIds] };
  }

  /** Takes the first token, which the prompt pass gives. */
  *begin(tokenId: TokenId, targetTop: TopTwo, prefillMs: number): Generator<DecodeEvent, void> {
    const accepted = this.output.accept([tokenId]);
    this.#stop = accepted.stop;
    this.#lastTokenMs = this.now();
    this.#prefill = { prefillMs, ttftMs: this.#lastTokenMs, tokenId, targetTop };
    yield { type: 'prefill-end', prefill: this.#prefill };
    yield this.#delta(accepted.text, accepted.kept);
  }

  /** Cuts a step's run; the caller still has to commit and then to `record` the step. */
  take(run: readonly TokenId[]): { kept: TokenId[]; text: string } {
    const accepted = this.output.accept(run);
    this.#stop = accepted.stop;
    return accepted;
  }

  *record(step: Omit<StepRecord, 'index'>, text: string): Generator<DecodeEvent, void> {
    const record: StepRecord = { index: this.steps.length, ...step };
    this.steps.push(record);
    this.#lastTokenMs = step.startMs + step.stepMs;
    yield { type: 'step-end', step: record };
    yield this.#delta(text, record.emitted);
  }

  /** `reason` ends an answer that did not end by itself. */
  *finish(reason: StopReason): Generator<DecodeEvent, void> {
    if (!this.#stop) {
      this.#stop = reason;
      const tail = this.output.end();
      if (tail) yield this.#delta(tail, []);
    }
    yield { type: 'run-end', result: this.#result(this.#stop) };
  }

  #delta(text: string, tokenIds: TokenId[]): DecodeEvent {
    return { type: 'text-delta', text, tokenIds, atMs: this.#lastTokenMs };
  }

  #result(stopReason: StopReason): DecodeResult {
    if (!this.#prefill) throw new Error('no answer before the prompt pass');
    return {
      method: this.#method,
      traceLevel: this.#context.settings.traceLevel,
      promptTokenIds: [...this.#context.promptTokenIds],
      tokenIds: [...this.output.tokenIds],
      text: this.output.text,
      stopReason,
      totalMs: this.#lastTokenMs,
      prefill: this.#prefill,
      steps: this.steps,
    };
  }
}
