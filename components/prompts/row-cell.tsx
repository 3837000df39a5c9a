'use client';

import Link from 'next/link';
import type { ReactNode } from 'react';
import { formatFigure, formatInterval } from '../../engine/core/figure-catalog.ts';
import type { Outcome } from '../../engine/core/ledger.ts';
import type { MethodOnQuestion, QuestionRow } from '../../engine/core/question-rows.ts';
import type { Method } from '../../engine/protocol.ts';
import { probability, UNKNOWN } from '../format.ts';
import { inspectPath } from '../shell/addresses.ts';
import classes from './prompts.module.css';
import type { RowColumn } from './row-columns.ts';
import { Sparkline } from './sparkline.tsx';

export interface CellProps {
  runId: string;
  row: QuestionRow;
  column: RowColumn;
  /** Whose single figures are shown. */
  meant: Method;
  /** Largest gain of a step in the table. */
  most: number;
}

/** Form tells the outcome: the sign and the word, never the colour alone. */
const OUTCOME_WORDS: Readonly<Record<Outcome, string>> = {
  identical: '✓ identical',
  'near-tie': '≈ near-tie',
  'not-compared': '– not compared',
  suspect: '✗ SUSPECT',
};

export function RowCell({ runId, row, column, meant, most }: CellProps): ReactNode {
  const of = row.methods[meant];
  switch (column.id) {
    case 'id':
      return row.questionId;
    case 'category':
      return row.category;
    case 'text':
      return (
        <Link
          href={inspectPath(runId, row.questionId, { method: meant })}
          tabIndex={-1}
          className={classes.text}
        >
          {promptWords(row)}
        </Link>
      );
    case 'gains':
      return of ? <Sparkline method={meant} gains={of.gains} most={most} /> : UNKNOWN;
    case 'step':
      return formatFigure('tokensPerStep', of?.tokensPerStep ?? null);
    case 'empty':
      return formatFigure('emptyStepShare', of?.emptyStepShare ?? null);
    case 'tokens':
      return of?.tokens ?? UNKNOWN;
    case 'outcome':
      return <OutcomeCell of={of} />;
    case 'loop':
      return formatFigure('repeated4grams', row.prompt.repeated4grams);
    case 'top1':
      return probability(row.prompt.top1Probability);
    default:
      return <SpeedupCell of={column.method ? row.methods[column.method] : undefined} />;
  }
}

/** A record of version 1 kept the ids only. */
export function promptWords({ turns, questionId }: QuestionRow): string {
  const [first] = turns;
  if (first === undefined) return `question ${questionId}`;
  return turns.length > 1 ? `${first} (and ${turns.length - 1} more)` : first;
}

function SpeedupCell({ of }: { of: MethodOnQuestion | undefined }) {
  const speedup = of?.speedup ?? null;
  return (
    <>
      <span className={speedup !== null && speedup < 1 ? classes.slower : undefined}>
        {formatFigure('speedup', speedup)}
      </span>
      {of?.speedupInterval ? (
        <span className={classes.interval}>{formatInterval(of.speedupInterval)}</span>
      ) : null}
    </>
  );
}

function OutcomeCell({ of }: { of: MethodOnQuestion | undefined }) {
  if (!of) return UNKNOWN;
  if (of.method === 'vanilla') return 'itself';
  return (
    <span className={of.outcome === 'suspect' ? classes.bad : undefined}>{OUTCOME_WORDS[of.outcome]}</span>
  );
}
