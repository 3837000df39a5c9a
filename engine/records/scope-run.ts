/** A part of a run as a run of its own: some methods, categories or questions, with every figure computed anew. */
import { summarizeRun } from '../core/run-summary.ts';
import { EngineError, invalidArgument } from '../errors.ts';
import type { Method } from '../protocol.ts';
import type { RunRecord } from './read-run.ts';

/** Null: all of them. */
export interface RunScope {
  /** Vanilla always stays: the others are paired with it. */
  methods: readonly Method[] | null;
  categories: readonly string[] | null;
  /** Compared as text. */
  questionIds: readonly string[] | null;
}

export const WHOLE_RUN: RunScope = { methods: null, categories: null, questionIds: null };

/**
 * Throws `invalid-argument` for a method, category or question that the run does not have, `invalid-input` where
 * nothing is left.
 */
export function scopeRun(run: RunRecord, scope: RunScope): RunRecord {
  const { manifest, groups } = run;
  const { settings, part } = manifest;
  const categoryOf = new Map(groups.map((group) => [String(group.questionId), group.category]));
  check('method', scope.methods, settings.methods);
  check('category', scope.categories, [...new Set(categoryOf.values())]);
  check('question', scope.questionIds, settings.questionIds.map(String));
  const methods = settings.methods.filter(
    (method) => method === 'vanilla' || (scope.methods?.includes(method) ?? true),
  );
  const stays = (id: number | string) =>
    (scope.questionIds?.includes(String(id)) ?? true) &&
    (scope.categories?.includes(categoryOf.get(String(id)) ?? '') ?? true);
  const questionIds = settings.questionIds.filter(stays);
  if (methods.length === settings.methods.length && questionIds.length === settings.questionIds.length)
    return run;
  const left = groups
    .filter((group) => stays(group.questionId))
    .map((group) => ({ ...group, results: group.results.filter(({ method }) => methods.includes(method)) }));
  if (left.length === 0)
    throw new EngineError('invalid-input', `no finished prompt of run ${manifest.id} lies in this scope`);
  const findings = summarizeRun(left, settings, manifest.cost);
  return {
    ...run,
    ...findings,
    groups: left,
    prompts: run.prompts.filter(({ questionId }) => stays(questionId)),
    manifest: {
      ...manifest,
      id: part ? manifest.id : `${manifest.id}-part`,
      settings: { ...settings, methods, questionIds },
      groups: left.length,
      summary: findings.summary,
      differences: findings.differences,
      part: part ?? { questions: settings.questionIds.length, methods: settings.methods },
    },
  };
}

function check(name: string, asked: readonly string[] | null, there: readonly string[]): void {
  const foreign = asked?.find((value) => !there.includes(value));
  if (foreign !== undefined) throw invalidArgument(name, foreign, `of the run: ${there.join(', ')}`);
}
