/**
 * Brings what older versions wrote to today's form, one version at a time, before it is checked against the schema.
 * Figures are not carried over: they follow from the steps. Browser-safe.
 */
import { UNKNOWN_LOAD } from '../core/run-notes.ts';
import { SCHEMA_VERSION } from './schema.ts';

type Json = Record<string, unknown>;

interface Upgrade {
  manifest: (manifest: Json) => Json;
  group: (group: Json) => Json;
}

/** Entry v brings version v to v + 1. */
const UPGRADES: Record<number, Upgrade> = {
  1: { manifest: manifestFrom1, group: groupFrom1 },
};

export const OLDEST_VERSION = 1;

/** What `run.json` says its version is; null where it says nothing readable. */
export function versionOf(manifest: unknown): number | null {
  const version = (manifest as { schemaVersion?: unknown } | null)?.schemaVersion;
  return typeof version === 'number' ? version : null;
}

/** `manifest` must be of a version from OLDEST_VERSION to SCHEMA_VERSION; so must `group`, of the same run. */
export function upgradeManifest(manifest: unknown, version: number): unknown {
  let value = manifest as Json;
  for (let v = version; v < SCHEMA_VERSION; v++) value = (UPGRADES[v] as Upgrade).manifest(value);
  return value;
}

export function upgradeGroup(group: unknown, version: number): unknown {
  let value = group as Json;
  for (let v = version; v < SCHEMA_VERSION; v++) value = (UPGRADES[v] as Upgrade).group(value);
  return value;
}

/** Version 1 had first turns only, no prompts file, no cost curve, no list of files, and fewer figures. */
function manifestFrom1(manifest: Json): Json {
  const differences = Array.isArray(manifest.differences) ? (manifest.differences as Json[]) : [];
  return {
    ...manifest,
    schemaVersion: 2,
    resumedAt: [],
    engine: engineFrom1(manifest.engine as Json),
    settings: {
      ...(manifest.settings as Json),
      turns: 1,
      // The only kind there was, and it had no penalty.
      sampling: { kind: 'greedy', repetitionPenalty: 1 },
    },
    cost: null,
    peakMemoryBytes: null,
    summary: null,
    differences: differences.map((difference) => {
      const comparison = difference.comparison as Json;
      return {
        ...difference,
        turn: 0,
        comparison: comparison.kind === 'near-tie' ? { ...comparison, evidence: 'gap' } : comparison,
      };
    }),
    files: [],
  };
}

/** It did not know the sizes. */
function engineFrom1(engine: Json): Json {
  return {
    ...engine,
    model: { ...(engine.model as Json), bytes: null },
    methods: (engine.methods as Json[]).map((method) => ({ ...method, artifactBytes: null })),
  };
}

/** Version 1 kept what an answer says and its times in one list of steps. */
function groupFrom1(group: Json): Json {
  return {
    questionId: group.questionId,
    category: group.category,
    turn: 0,
    repeat: group.repeat,
    predictability: null,
    probes: {},
    load: UNKNOWN_LOAD,
    tokens: [],
    answers: (group.answers as Json[]).map((answer) => {
      const [prefillMs, ttftMs, prefillTop] = answer.prefill as [number, number, unknown];
      const steps = answer.steps as [unknown, ...unknown[]][];
      const { method, traceLevel, totalMs, promptTokenIds, tokenIds, text, stopReason } = answer;
      return {
        method,
        traceLevel,
        totalMs,
        prefillMs,
        ttftMs,
        times: steps.map(([times]) => times),
        body: {
          promptTokenIds,
          tokenIds,
          text,
          stopReason,
          prefillTop,
          steps: steps.map(([, ...rest]) => rest),
        },
      };
    }),
  };
}
