'use client';

import { debounce, parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs';
import { useLayoutEffect, useMemo, useRef } from 'react';
import { stepAtPosition, stepPositions } from '../../engine/core/bookmarks.ts';
import type { AnswerGroup } from '../../engine/core/run-summary.ts';
import type { Method, NodeIndex } from '../../engine/protocol.ts';
import { rankPaths } from '../tree/rank-path.ts';
import { findPlace, type Place } from './place.ts';

export const VIEWS = ['tree', 'ladder', 'table'] as const;
export type View = (typeof VIEWS)[number];
export const SHOWN = ['path', 'all', 'likely'] as const;
export type ShownChoice = (typeof SHOWN)[number];

/** The address of the page: what is looked at, and how. Short keys, defaults left out. */
const KEYS = {
  m: parseAsString,
  turn: parseAsString,
  rep: parseAsString,
  step: parseAsString,
  node: parseAsString,
  view: parseAsStringLiteral(VIEWS),
  show: parseAsStringLiteral(SHOWN),
  /** Least draft probability of `show=likely`. */
  p: parseAsString,
  /** The method whose tree is laid over this one. */
  with: parseAsString,
};

export interface PlaceActions {
  toStep: (step: number) => void;
  /** So many steps on. */
  by: (steps: number) => void;
  /** To the step and node that wrote the token at a position. */
  toPosition: (position: number) => void;
  toNode: (node: NodeIndex | null) => void;
  /** The same position of the text, as another method came there. */
  toMethod: (method: Method) => void;
  toTurn: (turn: number) => void;
  toRepeat: (repeat: number) => void;
  toView: (view: View) => void;
  show: (shown: ShownChoice, least?: number) => void;
  layOver: (method: Method | null) => void;
}

export interface PlaceState {
  place: Place | null;
  view: View | null;
  shown: ShownChoice;
  least: number;
  over: string | null;
  actions: PlaceActions;
}

export const DEFAULT_LEAST = 0.1;

/** The address follows a scrub once it rests: every change of it is work for the router. */
const SCRUBBED = { limitUrlUpdates: debounce(200) };

/** The place in the address, and the ways from it. Prompts and methods are steps back in history, steps are not. */
export function usePlace(groups: readonly AnswerGroup[]): PlaceState {
  const [{ m, turn, rep, step, node, view, show, p, with: over }, set] = useQueryStates(KEYS, {
    history: 'replace',
  });
  const place = useMemo(
    () => findPlace(groups, { m, turn, rep, step, node }),
    [groups, m, turn, rep, step, node],
  );
  // The ways stay the same from step to step, so that what does not show the step is not drawn again.
  const here = useRef(place);
  useLayoutEffect(() => {
    here.current = place;
  }, [place]);
  const actions = useMemo((): PlaceActions => {
    const toStep = (to: number) => void set({ step: asked(to + 1), node: null }, SCRUBBED);
    return {
      toStep,
      by: (steps) => toStep((here.current?.step?.index ?? 0) + steps),
      toNode: (to) => {
        const tree = here.current?.step?.tree;
        if (tree) void set({ node: nodeWord(to, rankPaths(tree)) });
      },
      toPosition: (position) => {
        const steps = here.current?.result.steps ?? [];
        const at = stepAtPosition(steps, position);
        const there = at === null ? undefined : steps[at];
        if (at === null || !there) return void set({ step: null, node: 'root' });
        const accepted = there.acceptedPath[position - (stepPositions(steps)[at] ?? 0)];
        return void set({ step: asked(at + 1), node: nodeWord(accepted ?? null, rankPaths(there.tree)) });
      },
      toMethod: (method) => {
        const from = here.current;
        const other = from?.group.results.find((one) => one.method === method);
        if (!from || !other) return;
        const position = from.step ? (stepPositions(from.result.steps)[from.step.index] ?? 1) : 1;
        const at = stepAtPosition(other.steps, position) ?? other.steps.length - 1;
        void set(
          { m: method, step: asked(Math.max(0, at) + 1), node: null, with: null },
          { history: 'push' },
        );
      },
      toTurn: (to) => void set({ turn: asked(to), rep: null, step: null, node: null }, { history: 'push' }),
      toRepeat: (to) => void set({ rep: asked(to), step: null, node: null }, { history: 'push' }),
      toView: (to) => void set({ view: to, with: null }),
      show: (to, least) =>
        void set({
          show: to === 'path' ? null : to,
          p: to === 'likely' && least !== undefined ? String(least) : null,
        }),
      layOver: (method) => void set({ with: method }),
    };
  }, [set]);
  const number = Number(p ?? DEFAULT_LEAST);
  const least = number >= 0 && number <= 1 ? number : DEFAULT_LEAST;
  return { place, view, shown: show ?? 'path', least, over, actions };
}

/** As addresses name a node; the target's own token is what a key that is left out stands for. */
function nodeWord(node: NodeIndex | null, paths: readonly string[]): string | null {
  if (node === null) return null;
  return node === 0 ? 'root' : (paths[node] ?? null);
}

/** 1 is what a key that is left out stands for. */
function asked(number: number): string | null {
  return number === 1 ? null : String(number);
}
