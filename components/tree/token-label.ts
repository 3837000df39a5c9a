/** A token as it is written, where it is whole characters that can be shown; else its bytes or its id. Pure. */
import type { TokenId } from '../../engine/protocol.ts';
import { tokenText } from '../../report/token-text.ts';

export function tokenLabel(tokenId: TokenId, tokenBytes: ReadonlyMap<TokenId, Uint8Array>): string {
  const bytes = tokenBytes.get(tokenId);
  if (!bytes || bytes.length === 0) return tokenText(tokenId, tokenBytes);
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return /[^\P{Cc}\n\t\r]/u.test(text) ? tokenText(tokenId, tokenBytes) : text;
  } catch {
    return tokenText(tokenId, tokenBytes);
  }
}
