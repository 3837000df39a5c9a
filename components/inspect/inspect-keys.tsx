'use client';

import { useRouter } from 'next/navigation';
import { useMemo } from 'react';
import type { Bookmark } from '../../engine/core/bookmarks.ts';
import type { StepRecord } from '../../engine/protocol.ts';
import { inspectPath } from '../shell/addresses.ts';
import { useKeys } from '../shell/use-keys.tsx';
import { answersOf, type Place } from './place.ts';
import type { PlaceActions } from './use-place.ts';
import type { Playback } from './use-playback.ts';

interface InspectKeysProps {
  runId: string;
  neighbours: { before: string | null; after: string | null };
  place: Place;
  step: StepRecord;
  bookmarks: readonly Bookmark[];
  actions: PlaceActions;
  playback: Playback;
  onFit: () => void;
  onCopy: () => void;
}

/** The page's keys; it draws nothing. */
export function InspectKeys(props: InspectKeysProps) {
  const { runId, neighbours, place, step, bookmarks, actions, playback, onFit, onCopy } = props;
  const router = useRouter();
  const { result } = place;
  const answers = answersOf(place.group);
  const last = result.steps.length - 1;
  const to = (at: number) => actions.toStep(Math.min(last, Math.max(0, at)));
  const marks = useMemo(() => [...new Set(bookmarks.map(({ at }) => at))].sort((a, b) => a - b), [bookmarks]);
  const toMark = (at: number | undefined) => {
    if (at !== undefined) actions.toStep(at);
  };
  const toQuestion = (id: string | null) => {
    if (id !== null) router.push(inspectPath(runId, id, { method: result.method }));
  };
  const toMethod = (at: number) => () => {
    const method = answers[at]?.method;
    if (method) actions.toMethod(method);
  };
  useKeys('inspect', {
    next: () => to(step.index + 1),
    previous: () => to(step.index - 1),
    next10: () => to(step.index + 10),
    previous10: () => to(step.index - 10),
    first: () => to(0),
    last: () => to(last),
    play: playback.possible ? playback.toggle : () => to(step.index + 1),
    nextMark: () => toMark(marks.find((at) => at > step.index)),
    previousMark: () => toMark(marks.findLast((at) => at < step.index)),
    nextQuestion: () => toQuestion(neighbours.after),
    previousQuestion: () => toQuestion(neighbours.before),
    method1: toMethod(0),
    method2: toMethod(1),
    method3: toMethod(2),
    method4: toMethod(3),
    method5: toMethod(4),
    method6: toMethod(5),
    method7: toMethod(6),
    tree: () => actions.toView('tree'),
    ladder: () => actions.toView('ladder'),
    table: () => actions.toView('table'),
    fit: onFit,
    copy: onCopy,
  });
  return null;
}
