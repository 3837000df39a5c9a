'use client';

import type { TokenId } from '../../engine/protocol.ts';
import { visibleToken } from '../format.ts';
import type { NarrationPart } from './narrate.ts';

/** A sentence with tokens in it. Plain elements: it changes with every step. */
export function Narration({
  parts,
  label,
}: {
  parts: readonly NarrationPart[];
  label: (tokenId: TokenId) => string;
}) {
  return parts.map((part, place) => {
    // A sentence's parts have no identity but their place.
    const key = `part ${place}`;
    return typeof part === 'string' ? (
      <span key={key}>{part}</span>
    ) : (
      <code key={key} className="told-token">
        {visibleToken(label(part.tokenId))}
      </code>
    );
  });
}
