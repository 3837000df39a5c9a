/** The text of an answer's pieces, from their bytes; a character whose bytes lie in two pieces stands in the latter. Pure. */
import type { DiffPiece } from '../../engine/core/token-diff.ts';
import type { TokenId } from '../../engine/protocol.ts';

export function pieceTexts(
  tokenIds: readonly TokenId[],
  pieces: readonly DiffPiece[],
  tokenBytes: ReadonlyMap<TokenId, Uint8Array>,
): string[] {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  return pieces.map(({ from, to }, i) => {
    const parts = tokenIds.slice(from, to).map((id) => tokenBytes.get(id) ?? new Uint8Array());
    const text = parts.map((bytes) => decoder.decode(bytes, { stream: true })).join('');
    return i === pieces.length - 1 ? text + decoder.decode() : text;
  });
}
