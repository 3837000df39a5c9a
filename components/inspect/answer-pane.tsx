'use client';

import { Text } from '@mantine/core';
import {
  type CSSProperties,
  type KeyboardEvent,
  type MouseEvent,
  memo,
  useEffect,
  useMemo,
  useRef,
} from 'react';
import { answerBlocks, type TextBlock } from './answer-blocks.ts';
import type { TextRun, TokenOrigin } from './answer-runs.ts';

interface AnswerPaneProps {
  runs: readonly TextRun[];
  color: string;
  /** The step in view; null for none. */
  step: number | null;
  /** Position of the token in view, null where it is not in the text. */
  position: number | null;
  /** A token of the text was chosen. */
  onPosition: (position: number) => void;
}

const ORIGINS: Readonly<Record<TokenOrigin, string>> = {
  own: "the target's own, nothing was proposed",
  accepted: 'proposed and accepted',
  correction: "the target's correction",
  bonus: "the target's bonus",
  mixed: 'a character of several tokens',
};

/** The answer as it reads, underlined by where each token came from; a click goes to the step that wrote it. */
export const AnswerPane = memo(function AnswerPane({
  runs,
  color,
  step,
  position,
  onPosition,
}: AnswerPaneProps) {
  const box = useRef<HTMLElement>(null);
  const blocks = useMemo(() => answerBlocks(runs), [runs]);
  const at = runs.findIndex(({ from, to }) => position !== null && from <= position && position < to);
  const inView = at >= 0 ? at : runs.findIndex((run) => run.step === step);
  useEffect(() => {
    const part = inView < 0 ? null : box.current?.querySelector<HTMLElement>(`[data-run="${inView}"]`);
    if (!part || !box.current) return;
    const [own, frame] = [part.getBoundingClientRect(), box.current.getBoundingClientRect()];
    if (own.top < frame.top || own.bottom > frame.bottom)
      box.current.scrollBy({ top: own.top - frame.top - frame.height / 2 });
  }, [inView]);
  const onClick = (event: MouseEvent) => {
    // A drag selects text; it chooses no token.
    if (!(event.target instanceof Element) || window.getSelection()?.isCollapsed === false) return;
    const run = runs[Number(event.target.closest('[data-run]')?.getAttribute('data-run') ?? Number.NaN)];
    if (run) onPosition(run.from);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (by === undefined || event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    const run = runs[Math.min(runs.length - 1, Math.max(0, inView + by))];
    if (run) onPosition(run.from);
  };
  return (
    <section
      ref={box}
      className="inspect-answer"
      aria-label="Answer"
      aria-describedby="answer-keys"
      tabIndex={0}
      style={{ '--lane': color } as CSSProperties}
      onClick={onClick}
      onKeyDown={onKeyDown}
    >
      {blocks.map((block) => (
        <Block
          key={block.first}
          block={block}
          step={block.runs.some((run) => run.step === step) ? step : null}
          current={block.first <= at && at < block.first + block.runs.length ? at : null}
        />
      ))}
    </section>
  );
});

interface BlockProps {
  block: TextBlock;
  /** Null where nothing of it is the block's: the block is not drawn again then. */
  step: number | null;
  /** Index of the run in view, likewise. */
  current: number | null;
}

const Block = memo(function Block({ block: { first, runs }, step, current }: BlockProps) {
  return (
    <div className="answer-block">
      {runs.map((run, i) => (
        <Token
          key={run.from}
          run={run}
          index={first + i}
          lit={run.step !== null && run.step === step}
          current={first + i === current}
        />
      ))}
    </div>
  );
});

interface TokenProps {
  run: TextRun;
  index: number;
  lit: boolean;
  current: boolean;
}

const Token = memo(function Token({ run, index, lit, current }: TokenProps) {
  const { text, origin, step, outside, from, to } = run;
  const classes = ['token', `from-${origin}`];
  if (lit) classes.push('token-lit');
  if (current) classes.push('token-current');
  if (outside) classes.push('token-outside');
  if (/^[ ]+$/.test(text)) classes.push('token-space');
  const which = to - from === 1 ? `Token ${from + 1}` : `Tokens ${from + 1} to ${to}`;
  const place = step === null ? 'from the prompt pass' : `${ORIGINS[origin]}, step ${step + 1}`;
  return (
    <span
      className={classes.join(' ')}
      data-run={index}
      title={`${which}: ${place}${outside ? ', not part of the text' : ''}`}
    >
      {withMarks(text)}
    </span>
  );
});

/** Line ends and tabs get a mark that is drawn, not written: what is selected and copied is the text itself. */
function withMarks(text: string) {
  if (!/[\n\t\r]/.test(text)) return text;
  let offset = 0;
  return text.split(/([\n\t\r])/).map((part) => {
    const key = offset;
    offset += part.length;
    return /^[\n\t\r]$/.test(part) ? (
      <span key={key} className={part === '\t' ? 'mark-tab' : 'mark-newline'}>
        {part}
      </span>
    ) : (
      part
    );
  });
}

/** What the lines under the text mean. */
export const AnswerLegend = memo(function AnswerLegend({ color, own }: { color: string; own: boolean }) {
  return (
    <Text size="xs" c="var(--quiet)" id="answer-keys" component="p" className="answer-legend">
      <span style={{ '--lane': color } as CSSProperties}>
        {own ? null : (
          <>
            <span className="token from-accepted">accepted</span>,{' '}
            <span className="token from-correction">correction</span>,{' '}
            <span className="token from-bonus">bonus</span>,{' '}
          </>
        )}
        <span className="token from-own">the target's own</span>
      </span>
      . Click a token, or use the arrow keys here, to go to its step.
    </Text>
  );
});
