/** Where two answers part, in words. Pure. */
import { choiceRow } from '../../engine/core/choice-row.ts';
import type { TokenDiff } from '../../engine/core/token-diff.ts';
import type { DecodeResult, TokenId } from '../../engine/protocol.ts';
import { tokenText } from '../../report/token-text.ts';

type TokenBytes = ReadonlyMap<TokenId, Uint8Array>;

/** One line on both answers. Tokens are counted from 1, as a reader does. */
export function differenceWords(diff: TokenDiff, a: DecodeResult, b: DecodeResult): string {
  if (diff.position === null) return `Both outputs are the same, all ${a.tokenIds.length} tokens.`;
  const [own, other] = [a.tokenIds.length, b.tokenIds.length];
  const lengths = `${own} tokens on the left, ${other} on the right`;
  if (diff.position === Math.min(own, other))
    return `The outputs are the same up to token ${diff.position}, where the ${own < other ? 'left' : 'right'} one ends (${lengths}).`;
  return `The outputs are the same up to token ${diff.position}, and differ from token ${diff.position + 1} on (${lengths}). What is shared behind it only reads alike: it follows from another text.`;
}

/** What one side chose at the first difference, and how narrowly. */
export function choiceWords(result: DecodeResult, position: number, tokenBytes: TokenBytes): string {
  const id = result.tokenIds[position];
  if (id === undefined) return `It had ended there (${result.stopReason}).`;
  const row = choiceRow(result, position);
  const where = row?.step == null ? 'the prompt pass' : `step ${row.step + 1}`;
  const chosen = `Token ${position + 1}, by ${where}: ${quote(id, tokenBytes)}.`;
  if (!row?.ids || row.gap === null) return `${chosen} The record has no top 2 of the target there.`;
  const [first, second] = row.ids;
  return `${chosen} The target's best two there: ${quote(first, tokenBytes)} and ${quote(second, tokenBytes)}, ${gapText(row.gap)} logits apart.`;
}

function quote(id: TokenId, tokenBytes: TokenBytes): string {
  return `“${tokenText(id, tokenBytes)}”`;
}

function gapText(gap: number): string {
  return gap < 0.01 ? gap.toExponential(1) : gap.toFixed(2);
}
