/** A token as a reader sees it: its text where the record knows it, else its id. */
import { visibleToken } from '../components/format.ts';

export function tokenText(tokenId: number, tokenBytes: ReadonlyMap<number, Uint8Array>): string {
  const bytes = tokenBytes.get(tokenId);
  if (!bytes) return `#${tokenId}`;
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    if (text === '') return '(empty)';
    return visibleToken(text).replaceAll(/\p{Cc}/gu, (control) => hex(new TextEncoder().encode(control)));
  } catch {
    // A part of a character: its bytes are all there is to show.
    return hex(bytes);
  }
}

function hex(bytes: Uint8Array): string {
  return `<${[...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(' ')}>`;
}
