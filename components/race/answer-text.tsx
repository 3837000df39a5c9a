'use client';

import { memo, useEffect, useRef } from 'react';
import type { StepRecord } from '../../engine/protocol.ts';
import { textSpans } from './lane-text.ts';
import type { Labels, LaneText } from './race-state.ts';

interface AnswerTextProps {
  /** Name of the region for screen readers. */
  name: string;
  texts: readonly LaneText[];
  /** How many of the texts are shown, from the first on. */
  shown: number;
  steps: readonly StepRecord[];
  labels: Labels;
  selected: number | null;
  /** New text is followed while it comes; afterwards the reader's own place is left alone. */
  growing: boolean;
}

/** Texts that are drawn together: what is complete is not drawn again as more comes. */
const PIECE = 48;

/** The answer, underlined by where each token came from, the selected step's part tinted. */
export function AnswerText({ name, texts, shown, steps, labels, selected, growing }: AnswerTextProps) {
  const box = useRef<HTMLElement>(null);
  useEffect(() => {
    if (growing && shown > 0) box.current?.scrollTo({ top: box.current.scrollHeight });
  }, [growing, shown]);
  useEffect(() => {
    const part = selected === null ? null : box.current?.querySelector<HTMLElement>('.span-selected');
    if (!part || !box.current) return;
    const top = part.offsetTop - box.current.offsetTop;
    const { scrollTop, clientHeight } = box.current;
    const inView = top >= scrollTop && top + part.offsetHeight <= scrollTop + clientHeight;
    if (!inView) box.current.scrollTo({ top: top - clientHeight / 2 });
  }, [selected]);
  const begins = Array.from({ length: Math.ceil(shown / PIECE) }, (_, i) => i * PIECE);
  return (
    <section ref={box} className="answer" aria-label={name} tabIndex={0}>
      {begins.map((from) => {
        const to = Math.min(shown, from + PIECE);
        const first = texts[from]?.step ?? 0;
        const last = texts[to - 1]?.step ?? 0;
        const within = selected !== null && selected >= first && selected <= last;
        return (
          <Piece
            key={from}
            texts={texts}
            from={from}
            to={to}
            steps={steps}
            labels={labels}
            selected={within ? selected : null}
          />
        );
      })}
    </section>
  );
}

interface PieceProps extends Pick<AnswerTextProps, 'texts' | 'steps' | 'labels' | 'selected'> {
  from: number;
  to: number;
}

const Piece = memo(
  function Piece({ texts, from, to, steps, labels, selected }: PieceProps) {
    return textSpans(texts.slice(from, to), steps, labels).map((span) => (
      <span
        key={span.key}
        className={`span-${span.origin}${span.step !== null && span.step === selected ? ' span-selected' : ''}`}
      >
        {span.text}
      </span>
    ));
  },
  // Texts are only added, and the labels of a text come before it and do not change.
  (before, after) =>
    before.from === after.from &&
    before.to === after.to &&
    before.texts[before.from] === after.texts[after.from] &&
    before.selected === after.selected,
);
