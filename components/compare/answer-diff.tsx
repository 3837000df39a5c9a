'use client';

import { Anchor, SimpleGrid, Text } from '@mantine/core';
import Link from 'next/link';
import { choiceRow } from '../../engine/core/choice-row.ts';
import type { DiffPiece, TokenDiff } from '../../engine/core/token-diff.ts';
import type { DecodeResult, Method, TokenId } from '../../engine/protocol.ts';
import { METHOD_STYLES } from '../methods.ts';
import { inspectPath } from '../shell/addresses.ts';
import classes from './compare.module.css';
import { pieceTexts } from './diff-text.ts';
import { choiceWords, differenceWords } from './difference-words.ts';

export interface Side {
  runId: string;
  method: Method;
}

interface DiffSide extends Side {
  result: DecodeResult;
  tokenBytes: ReadonlyMap<TokenId, Uint8Array>;
}

export interface AnswerDiffProps {
  question: string | number;
  /** 0-based, both. */
  turn: number;
  repeat: number;
  diff: TokenDiff;
  left: DiffSide;
  right: DiffSide;
}

/** Two answers, what they do not share marked; each leads to its tree at the first difference. */
export function AnswerDiff({ question, turn, repeat, diff, left, right }: AnswerDiffProps) {
  const { position } = diff;
  return (
    <>
      <Text size="sm" mb="xs" data-testid="difference">
        {differenceWords(diff, left.result, right.result)}
      </Text>
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        {([left, right] as const).map((side, i) => {
          const step = position === null ? null : (choiceRow(side.result, position)?.step ?? null);
          const { label, mark, color } = METHOD_STYLES[side.method];
          const name = i === 0 ? 'left' : 'right';
          const href = inspectPath(side.runId, question, {
            method: side.method,
            turn: turn + 1,
            repeat: repeat + 1,
            step: (step ?? 0) + 1,
          });
          return (
            <section key={name} aria-label={`Output on the ${name}`} className={classes.side}>
              <Text size="sm" fw={600}>
                <span aria-hidden="true" style={{ color }}>
                  {mark}
                </span>{' '}
                {label}, {side.runId}
              </Text>
              <Text size="sm" c="var(--quiet)">
                {position === null
                  ? `Ended by ${side.result.stopReason}.`
                  : choiceWords(side.result, position, side.tokenBytes)}{' '}
                <Anchor component={Link} href={href} inherit underline="always">
                  {step === null ? 'Inspect this answer' : `Tree of step ${step + 1}`}
                </Anchor>
              </Text>
              <section className={`answer ${classes.text}`} tabIndex={0} aria-label={`Text on the ${name}`}>
                <Pieces pieces={i === 0 ? diff.a : diff.b} first={position} side={side} />
              </section>
            </section>
          );
        })}
      </SimpleGrid>
    </>
  );
}

function Pieces({
  pieces,
  first,
  side,
}: {
  pieces: readonly DiffPiece[];
  first: number | null;
  side: DiffSide;
}) {
  const texts = pieceTexts(side.result.tokenIds, pieces, side.tokenBytes);
  return pieces.map(({ from, shared }, i) => {
    const text = texts[i];
    // What is shared behind the difference only reads alike.
    const kind = shared ? (first !== null && from >= first ? classes.alike : undefined) : classes.own;
    return shared ? (
      <span key={from} className={kind}>
        {text}
      </span>
    ) : (
      <mark key={from} className={kind}>
        {text}
      </mark>
    );
  });
}
