/**
 * An answer's text, token by token, with where each came from. By token id, never by a search in the text: tokens are
 * decoded as the engine decodes them, and a character whose bytes lie in several tokens is one run of all of them. Pure.
 */
import type { DecodeResult, StepRecord, TokenId } from '../../engine/protocol.ts';

/**
 * - `own`: of the prompt pass, or of a step that proposed nothing.
 * - `mixed`: a character that tokens of different origin share.
 */
export type TokenOrigin = 'own' | 'accepted' | 'correction' | 'bonus' | 'mixed';

export interface TextRun {
  /** Positions of its tokens in the answer: from the first up to, not with, `to`. */
  from: number;
  to: number;
  /** Its part of the answer's text, complete characters; empty for what the answer's end cut off. */
  text: string;
  /** Tokens that belong to the answer but not to its text: the end token, what a stop string took. */
  outside: boolean;
  origin: TokenOrigin;
  /** Of its first token; null for the prompt pass's. */
  step: number | null;
}

export function answerRuns(result: DecodeResult, tokenBytes: ReadonlyMap<TokenId, Uint8Array>): TextRun[] {
  const { tokenIds, stopReason, text } = result;
  const origins = tokenOrigins(result.steps);
  const runs: TextRun[] = [];
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const ended = stopReason === 'end-token' ? tokenIds.length - 1 : tokenIds.length;
  let from = 0;
  let held: number[] = [];
  let decoded = '';
  let given = 0;
  for (const [at, tokenId] of tokenIds.entries()) {
    const last = at === tokenIds.length - 1;
    const bytes = at < ended ? (tokenBytes.get(tokenId) ?? new Uint8Array()) : new Uint8Array();
    held = [...held, ...bytes].slice(-4);
    decoded += decoder.decode(bytes, { stream: !last });
    if (!last && at + 1 !== ended && splitsCharacter(held)) continue;
    held = [];
    // The text may end before the tokens do; what it has is the truth.
    const piece = text.slice(given, decoded.length);
    runs.push({
      from,
      to: at + 1,
      text: piece,
      outside: at >= ended || (piece === '' && decoded.length > given),
      ...originOf(origins, from, at + 1),
    });
    given = decoded.length;
    from = at + 1;
  }
  // Bytes that no record knows: the text is right, its seams are not.
  if (!decoded.startsWith(text))
    return [{ from: 0, to: tokenIds.length, text, outside: false, ...originOf(origins, 0, tokenIds.length) }];
  return runs;
}

/** The run that holds a position; null where there is none. */
export function runAt(runs: readonly TextRun[], position: number): TextRun | null {
  return runs.find(({ from, to }) => from <= position && position < to) ?? null;
}

/** Step and origin of every token, the prompt pass's first. */
function tokenOrigins(steps: readonly StepRecord[]): { step: number | null; origin: TokenOrigin }[] {
  return [
    { step: null, origin: 'own' },
    ...steps.flatMap((step) =>
      step.emitted.map((_, k) => ({
        step: step.index,
        origin:
          step.tree.tokenIds.length === 1
            ? ('own' as const)
            : k < step.acceptedPath.length
              ? ('accepted' as const)
              : (step.ownToken ?? ('own' as const)),
      })),
    ),
  ];
}

function originOf(
  origins: readonly { step: number | null; origin: TokenOrigin }[],
  from: number,
  to: number,
): Pick<TextRun, 'origin' | 'step'> {
  const own = origins.slice(from, to);
  const first = own[0];
  const same = own.every(({ origin }) => origin === first?.origin);
  return { origin: same ? (first?.origin ?? 'own') : 'mixed', step: first?.step ?? null };
}

/** Whether bytes end inside a UTF-8 character; `tail` are the last four at most. */
function splitsCharacter(tail: readonly number[]): boolean {
  for (let back = 1; back <= Math.min(3, tail.length); back++) {
    const byte = tail[tail.length - back] as number;
    if ((byte & 0b1100_0000) === 0b1000_0000) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return length > back;
  }
  return false;
}
