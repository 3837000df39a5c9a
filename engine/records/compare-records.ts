/** Two run records compared: figures, outputs, settings, and what to beware of. Browser-safe. */
import { compareRuns, type RunComparison } from '../core/compare-runs.ts';
import type { ComparedRun } from '../core/pair-turns.ts';
import type { AnswerGroup } from '../core/run-summary.ts';
import { comparisonWarnings, manifestDifferences, type SettingDifference } from './manifest-differences.ts';
import type { RunManifest, RunPrompts } from './schema.ts';

export interface RecordComparison extends RunComparison {
  /** The baseline's id. */
  a: string;
  b: string;
  settings: SettingDifference[];
  /** A sentence each. */
  warnings: string[];
}

/** What a comparison needs of a record. */
interface Compared {
  manifest: RunManifest;
  prompts: RunPrompts;
  groups: readonly AnswerGroup[];
}

/** `names` are what warnings call the two runs. */
export function compareRecords(
  a: Compared,
  b: Compared,
  names: readonly [a: string, b: string] = ['A', 'B'],
): RecordComparison {
  const sameModel = a.manifest.engine.model.sha256 === b.manifest.engine.model.sha256;
  // A record of version 1 kept no prompts; those of the same suite are the same.
  const kept = a.prompts.length > 0 && b.prompts.length > 0;
  const comparison = compareRuns(side(a, kept), side(b, kept), sameModel);
  const warnings = comparisonWarnings(a.manifest, b.manifest, names);
  const drift = comparison.methods.vanilla?.overall.speed;
  if (drift?.verdict === 'faster' || drift?.verdict === 'slower')
    warnings.push(
      `vanilla itself is ${drift.verdict} in ${names[1]} (${drift.ratio?.toFixed(2)} times its speed in ${names[0]}): trust the ratios of the speedups, not those of the speeds`,
    );
  return {
    a: a.manifest.id,
    b: b.manifest.id,
    ...comparison,
    settings: manifestDifferences(a.manifest, b.manifest),
    warnings,
  };
}

function side({ manifest, prompts, groups }: Compared, kept: boolean): ComparedRun {
  const turnsOf = new Map(prompts.map((prompt) => [prompt.questionId, prompt.turns]));
  return {
    groups,
    promptText: (questionId, turn) =>
      (kept ? turnsOf.get(questionId)?.[turn] : null) ?? `${manifest.suite.sha256}, turn ${turn}`,
  };
}
