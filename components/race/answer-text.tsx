'use client';

import { memo, useEffect, useRef } from 'react';
import type { StepRecord } from '../../engine/protocol.ts';
import { textSpans } from './lane-text.ts';
import type { Labels, LaneText } from './race-state.ts';

interface AnswerTextProps {
  /** Name of the region for screen readers. */
  name: string;
  texts: readonly LaneText[];
  steps: readonly StepRecord[];
  labels: Labels;
  selected: number | null;
  /** New text is followed while it comes; afterwards the reader's own place is left alone. */
  growing: boolean;
}

/** The answer, underlined by where each token came from, the selected step's part tinted. */
export const AnswerText = memo(
  function AnswerText({ name, texts, steps, labels, selected, growing }: AnswerTextProps) {
    const box = useRef<HTMLElement>(null);
    const count = texts.length;
    useEffect(() => {
      if (growing && count > 0) box.current?.scrollTo({ top: box.current.scrollHeight });
    }, [growing, count]);
    useEffect(() => {
      const part = selected === null ? null : box.current?.querySelector<HTMLElement>('.span-selected');
      if (!part || !box.current) return;
      const top = part.offsetTop - box.current.offsetTop;
      const { scrollTop, clientHeight } = box.current;
      const inView = top >= scrollTop && top + part.offsetHeight <= scrollTop + clientHeight;
      if (!inView) box.current.scrollTo({ top: top - clientHeight / 2 });
    }, [selected]);
    return (
      <section ref={box} className="answer" aria-label={name} tabIndex={0}>
        {textSpans(texts, steps, labels).map((span) => (
          <span
            key={span.key}
            className={`span-${span.origin}${span.step !== null && span.step === selected ? ' span-selected' : ''}`}
          >
            {span.text}
          </span>
        ))}
      </section>
    );
  },
  // The labels of a text come before it and do not change: other lanes' labels are no reason to draw this one again.
  (before, after) =>
    before.texts === after.texts && before.selected === after.selected && before.growing === after.growing,
);
