'use client';

import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { TokenId } from '../../engine/protocol.ts';
import { visibleToken } from '../format.ts';
import type { LaneVerdict } from './race-state.ts';

interface VerdictLineProps {
  verdict: LaneVerdict;
  /** Decode speed over vanilla's, null where one of them is not known. */
  speedup: number | null;
  /** Others took much of the machine while the two ran. */
  noisy: boolean;
  label: (tokenId: TokenId) => string;
}

/** Whether the lane's output is vanilla's own, and how fast it came. */
export function VerdictLine(props: VerdictLineProps) {
  return (
    <Text size="sm" mt="xs" className="figures">
      {verdictText(props)}
    </Text>
  );
}

function verdictText({ verdict, speedup, noisy, label }: VerdictLineProps): ReactNode {
  const ratio =
    speedup === null
      ? ''
      : `, ${speedup.toFixed(2)} times vanilla's speed${noisy ? ' on a noisy machine' : ''}`;
  const token = (id: TokenId | null) => (id === null ? 'end of answer' : `“${visibleToken(label(id))}”`);
  switch (verdict.kind) {
    case 'reference':
      return 'The reference: every step is one pass for one token.';
    case 'no-reference':
      return 'Not compared: vanilla did not run.';
    case 'partial':
      return 'Not compared: an answer is not whole.';
    case 'pending':
      return 'Compared with vanilla as it comes.';
    case 'so-far':
      return `identical so far, ${verdict.tokens} tokens${ratio}`;
    case 'identical':
      return (
        <>
          <Text span inherit c="var(--good)" fw={500}>
            <span aria-hidden="true">✓ </span>identical to vanilla, {verdict.tokens} of {verdict.tokens}{' '}
            tokens
          </Text>
          {ratio}
        </>
      );
    case 'not-compared':
      return verdict.reason === 'lossy'
        ? `Lossy by design: its text need not follow the target's distribution${ratio}`
        : `Not compared: sampled answers share a distribution, not a text${ratio}`;
    default: {
      const gap = verdict.gap === null ? 'gap unknown' : `top-2 gap ${verdict.gap.toExponential(1)}`;
      const first = `first difference at token ${verdict.position + 1}: ${token(verdict.otherToken)} for ${token(verdict.vanillaToken)}, ${gap}`;
      return verdict.kind === 'near-tie' ? (
        `≈ near-tie, ${first}${ratio}`
      ) : (
        <Text span c="var(--bad)" fw={600} inherit>
          ✗ suspect, {first}
        </Text>
      );
    }
  }
}
