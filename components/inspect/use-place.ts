'use client';

import { parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs';
import { useCallback, useMemo } from 'react';
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

/** The place in the address, and the ways from it. Prompts and methods are steps back in history, steps are not. */
export function usePlace(groups: readonly AnswerGroup[]): PlaceState {
  const [{ m, turn, rep, step, node, view, show, p, with: over }, set] = useQueryStates(KEYS, {
    history: 'replace',
  });
  const place = useMemo(
    () => findPlace(groups, { m, turn, rep, step, node }),
    [groups, m, turn, rep, step, node],
  );
  const result = place?.result;
  const stepRecord = place?.step ?? null;
  const group = place?.group;

  const toStep = useCallback((to: number) => void set({ step: asked(to + 1), node: null }), [set]);
  const toNode = useCallback(
    (to: NodeIndex | null) => {
      if (!stepRecord) return;
      const path = to === null ? null : to === 0 ? 'root' : (rankPaths(stepRecord.tree)[to] ?? null);
      void set({ node: path });
    },
    [set, stepRecord],
  );
  const toPosition = useCallback(
    (position: number) => {
      const at = result && stepAtPosition(result.steps, position);
      if (!result || at === null || at === undefined) return void set({ step: null, node: 'root' });
      const there = result.steps[at];
      const first = stepPositions(result.steps)[at] ?? 0;
      const accepted = there?.acceptedPath[position - first];
      const path = there && accepted !== undefined ? (rankPaths(there.tree)[accepted] ?? null) : null;
      return void set({ step: asked(at + 1), node: path });
    },
    [set, result],
  );
  const toMethod = useCallback(
    (method: Method) => {
      const other = group?.results.find((one) => one.method === method);
      if (!other || !result) return;
      const position = stepRecord ? (stepPositions(result.steps)[stepRecord.index] ?? 1) : 1;
      const at = stepAtPosition(other.steps, position) ?? other.steps.length - 1;
      void set({ m: method, step: asked(Math.max(0, at) + 1), node: null, with: null }, { history: 'push' });
    },
    [set, group, result, stepRecord],
  );
  const actions = useMemo(
    (): PlaceActions => ({
      toStep,
      toNode,
      toPosition,
      toMethod,
      toTurn: (to) => void set({ turn: asked(to), rep: null, step: null, node: null }, { history: 'push' }),
      toRepeat: (to) => void set({ rep: asked(to), step: null, node: null }, { history: 'push' }),
      toView: (to) => void set({ view: to, with: null }),
      show: (to, least) =>
        void set({
          show: to === 'path' ? null : to,
          p: to === 'likely' && least !== undefined ? String(least) : null,
        }),
      layOver: (method) => void set({ with: method }),
    }),
    [set, toStep, toNode, toPosition, toMethod],
  );
  const number = Number(p ?? DEFAULT_LEAST);
  const least = number >= 0 && number <= 1 ? number : DEFAULT_LEAST;
  return { place, view, shown: show ?? 'path', least, over, actions };
}

/** 1 is what a key that is left out stands for. */
function asked(number: number): string | null {
  return number === 1 ? null : String(number);
}
