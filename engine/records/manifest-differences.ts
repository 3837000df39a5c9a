/** What two runs were made with, as difference only, and which differences make their speeds hard to compare. Browser-safe. */
import type { RunManifest } from './schema.ts';

export interface SettingDifference {
  /** Path in the manifest: "settings.maxNewTokens". */
  name: string;
  a: unknown;
  b: unknown;
}

/** First pattern that fits a name. */
const WARNED: [RegExp, string][] = [
  [/^environment\.(processor|cores|memoryBytes|os)$/, 'another machine'],
  // Not its size, which older records do not know.
  [/^engine\.model\.(?!bytes$)/, 'another model'],
  [/^(settings|engine)\.precision$/, 'another precision'],
  [/^suite\./, 'other prompts'],
  [/^(engine\.(runtime\.|threads)|environment\.(node|onnxruntime)$)/, 'another runtime'],
  [/^engine\.methods\..*\.artifactSha256$/, 'other artifacts'],
  [/^settings\.sampling\./, 'other sampling'],
  // A longer answer has a longer past, and one that ends at its limit ends elsewhere.
  [/^settings\.(maxNewTokens|stopStrings)$/, 'answers of other lengths'],
];

/** Every setting, version and part of the machine in which the runs differ; questions are counted elsewhere. */
export function manifestDifferences(a: RunManifest, b: RunManifest): SettingDifference[] {
  const [left, right] = [leavesOf(a), leavesOf(b)];
  const names = new Set([...left.keys(), ...right.keys()]);
  return [...names].flatMap((name) => {
    const difference = { name, a: left.get(name) ?? null, b: right.get(name) ?? null };
    return JSON.stringify(difference.a) === JSON.stringify(difference.b) ? [] : [difference];
  });
}

/** One sentence a thing that a fair comparison keeps the same, and one a run that is not complete. */
export function comparisonWarnings(
  a: RunManifest,
  b: RunManifest,
  [nameA, nameB]: readonly [a: string, b: string],
): string[] {
  const found = new Map<string, string[]>();
  for (const { name, a: left, b: right } of manifestDifferences(a, b)) {
    const what = WARNED.find(([pattern]) => pattern.test(name))?.[1];
    if (!what) continue;
    const words = `${name} ${JSON.stringify(left)} against ${JSON.stringify(right)}`;
    found.set(what, [...(found.get(what) ?? []), words]);
  }
  const warnings = [...found].map(([what, words]) => `${what}: ${words.join(', ')}`);
  for (const [side, { status, id }] of [
    [nameA, a],
    [nameB, b],
  ] as const) {
    if (status !== 'complete') warnings.push(`run ${side} (${id}) is ${status}: questions may be missing`);
  }
  return warnings;
}

/** Leaves by path; a list of plain values is one leaf. */
function leavesOf({ suite, settings, engine, environment }: RunManifest): Map<string, unknown> {
  const { questionIds: _, ...ownSettings } = settings;
  const methods = Object.fromEntries(engine.methods.map(({ method, ...info }) => [method, info]));
  const leaves = new Map<string, unknown>();
  const walk = (name: string, value: unknown): void => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) leaves.set(name, value);
    else for (const [key, inner] of Object.entries(value)) walk(`${name}.${key}`, inner);
  };
  walk('suite', suite);
  walk('settings', ownSettings);
  walk('engine', { ...engine, methods });
  walk('environment', environment);
  return leaves;
}
