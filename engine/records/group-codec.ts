/** Encodes and decodes the groups of a run in their order: what came before is referred to, not told again. Browser-safe. */
import type { AnswerGroup } from '../core/run-summary.ts';
import type { DecodeResult } from '../protocol.ts';
import {
  fromCompactAnswer,
  fromCompactBody,
  type Said,
  toCompactBody,
  toCompactTimes,
} from './compact-answer.ts';
import type { CompactAnswer, CompactGroup } from './compact-schema.ts';

/** Encodes the groups of one run, in their order. */
export class GroupEncoder {
  readonly #tokenBytes: (tokenId: number) => Uint8Array;
  readonly #known = new Set<number>();
  /** First repeat that said it and what it said, by question, turn and method. */
  readonly #bodies = new Map<string, { repeat: number; json: string }>();

  constructor(tokenBytes: (tokenId: number) => Uint8Array) {
    this.#tokenBytes = tokenBytes;
  }

  encode(group: AnswerGroup): CompactGroup {
    const { results, ...rest } = group;
    return {
      ...rest,
      tokens: this.#newTokens(results),
      answers: results.map((result) => this.#encodeAnswer(result, group)),
    };
  }

  #encodeAnswer(result: DecodeResult, group: AnswerGroup): CompactAnswer {
    const body = toCompactBody(result);
    const json = JSON.stringify(body);
    const key = bodyKey(group, result.method);
    const first = this.#bodies.get(key);
    if (!first) this.#bodies.set(key, { repeat: group.repeat, json });
    return {
      method: result.method,
      traceLevel: result.traceLevel,
      ...toCompactTimes(result),
      body: first?.json === json ? first.repeat : body,
    };
  }

  #newTokens(results: readonly DecodeResult[]): CompactGroup['tokens'] {
    const tokens: CompactGroup['tokens'] = [];
    for (const tokenId of results.flatMap(tokensOf)) {
      if (this.#known.has(tokenId)) continue;
      this.#known.add(tokenId);
      tokens.push([tokenId, toTokenText(this.#tokenBytes(tokenId))]);
    }
    return tokens;
  }
}

/** Decodes the groups of one run, in their order. */
export class GroupDecoder {
  /** Bytes of every token met so far. */
  readonly tokenBytes = new Map<number, Uint8Array>();
  readonly #said = new Map<string, Said>();

  /** Throws an Error where arrays that belong together differ in length, or a repeat refers to what is not there. */
  decode(compact: CompactGroup): AnswerGroup {
    const { tokens, answers, ...rest } = compact;
    for (const [tokenId, text] of tokens) this.tokenBytes.set(tokenId, fromTokenText(text));
    return { ...rest, results: answers.map((answer) => this.#decodeAnswer(answer, compact)) };
  }

  #decodeAnswer(answer: CompactAnswer, group: CompactGroup): DecodeResult {
    const key = bodyKey(group, answer.method);
    if (typeof answer.body !== 'number') {
      const said = fromCompactBody(answer.body);
      if (!this.#said.has(key)) this.#said.set(key, said);
      return fromCompactAnswer(answer, said);
    }
    const said = this.#said.get(key);
    if (!said)
      throw new Error(`${answer.method} refers to repeat ${answer.body + 1}, which does not stand before it`);
    return fromCompactAnswer(answer, said);
  }
}

function bodyKey({ questionId, turn }: Pick<AnswerGroup, 'questionId' | 'turn'>, method: string): string {
  return JSON.stringify([questionId, turn, method]);
}

/** Every token that a page or a report may have to show. */
export function tokensOf({ promptTokenIds, tokenIds, prefill, steps }: DecodeResult): number[] {
  const ofSteps = steps.flatMap(({ tree, targetTop }) => [...tree.tokenIds, ...targetTop.ids.flat()]);
  return [...promptTokenIds, ...tokenIds, ...prefill.targetTop.ids.flat(), ...ofSteps];
}

function toTokenText(bytes: Uint8Array): string | { hex: string } {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    // Part of a character; the rest is another token's.
    return { hex: [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('') };
  }
}

function fromTokenText(text: string | { hex: string }): Uint8Array {
  if (typeof text === 'string') return new TextEncoder().encode(text);
  return Uint8Array.from(text.hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
}
