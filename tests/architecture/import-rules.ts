/** Who may import whom (ARCHITECTURE.md), as data: an import that no line allows is a violation. */
import type { Import } from './read-imports.ts';

interface Rule {
  /** Files it speaks of: the first rule whose pattern fits a file is the file's rule. */
  of: RegExp;
  name: string;
  /** Repository paths it may import. */
  files: RegExp[];
  /** Repository paths it may import types from, beside those. */
  types?: RegExp[];
  /** Packages and node: modules; absent means any but onnxruntime-node. */
  packages?: RegExp[];
  /** Packages that it must not import. */
  notPackages?: RegExp[];
}

const CORE = /^engine\/core\//;
const CONTRACT = /^engine\/(protocol|errors)\.ts$/;
const ENGINE = /^engine\//;
const ENGINE_DOOR = /^engine\/index\.ts$/;
/** Parts that work without an engine: files, records, training, the child process. */
const ENGINE_PARTS = /^engine\/(core|models|records|training|child|quantization|trees)\//;
const BROWSER_RECORDS =
  /^engine\/(records\/(schema|figures-schema|sampling-schema|compact-schema|compact-answer|group-codec|upgrade|compare-records|manifest-differences)|trees\/(tree-format|acceptance-format|search))\.ts$/;
/** What a training can be told, for the form that starts one. */
const TRAINING_SETTINGS = /^engine\/training\/settings\.ts$/;
/** Pure parts of pages that reports share: names and marks of methods, formats, series, layout and words of trees. */
const PICTURES =
  /^components\/(methods|format|chart\/figures-series|tree\/(tree-layout|tree-text|narrate))\.ts$/;
/** Runs in the reader's browser too. */
const PURE_REPORT = /^report\/(?!rim\/)/;
/** Parts of the benchmark that a race records with: what was asked, where and beside what it ran, what its answers must be asked. */
const BENCH_PARTS = /^bench\/(prompts\/|environment\.ts|machine-load\.ts|run-group\.ts)/;
/** What a benchmark in a process of its own is told and says; types only. */
const BENCH_WORDS = /^bench\/(child\/messages|open-and-run)\.ts$/;
const ONNX = /^onnxruntime-node($|\/)/;
const UI =
  /^(next|react|react-dom|react-is|recharts|geist|lucide-react|server-only|nuqs|cmdk)($|\/)|^@(mantine|tanstack)\//;

export const RULES: Rule[] = [
  { name: 'protocol', of: /^engine\/protocol\.ts$/, files: [], packages: [] },
  { name: 'errors', of: /^engine\/errors\.ts$/, files: [], packages: [] },
  { name: 'core', of: CORE, files: [CORE, CONTRACT], packages: [/^@stdlib\//] },
  {
    name: 'browser-safe records',
    of: BROWSER_RECORDS,
    files: [CORE, CONTRACT, BROWSER_RECORDS],
    packages: [/^zod$/],
  },
  {
    name: 'records',
    of: /^engine\/records\//,
    files: [CORE, CONTRACT, /^engine\/records\//],
    notPackages: [UI],
  },
  { name: 'runtime/onnx', of: /^engine\/runtime\/onnx\//, files: [ENGINE], packages: [ONNX, /^node:/] },
  {
    name: 'decoding',
    of: /^engine\/decoding\//,
    files: [CORE, CONTRACT, /^engine\/decoding\//, /^engine\/runtime\/[^/]+$/],
    packages: [],
  },
  {
    name: 'training',
    of: /^engine\/training\//,
    // Everything of the engine but decoding and its door, which leads there.
    files: [/^engine\/(?!decoding\/|index\.ts|engine\.ts)/],
    notPackages: [UI],
  },
  { name: 'engine', of: ENGINE, files: [ENGINE], notPackages: [UI] },
  {
    name: 'components',
    of: /^components\//,
    files: [/^components\//, CORE, CONTRACT, BROWSER_RECORDS, PURE_REPORT, TRAINING_SETTINGS],
    types: [/^engine\/child\//, BENCH_WORDS],
    notPackages: [/^node:/],
  },
  {
    name: 'app/_lib',
    of: /^app\/_lib\//,
    files: [/^app\//, BENCH_PARTS, /^components\//, ENGINE_PARTS, CONTRACT, PURE_REPORT],
    types: [/^report\/rim\//, BENCH_WORDS],
  },
  {
    name: 'app',
    of: /^app\//,
    files: [
      /^app\//,
      /^bench\/prompts\//,
      /^components\//,
      CORE,
      CONTRACT,
      /^engine\/records\//,
      PURE_REPORT,
    ],
  },
  {
    name: 'bench',
    of: /^bench\//,
    files: [/^bench\//, ENGINE_DOOR, ENGINE_PARTS, CONTRACT],
    notPackages: [UI],
  },
  {
    name: 'report',
    of: PURE_REPORT,
    files: [PURE_REPORT, CORE, CONTRACT, BROWSER_RECORDS, PICTURES],
    packages: [/^d3-hierarchy$/],
  },
  {
    name: 'report/rim',
    of: /^report\/rim\//,
    files: [/^report\//, CORE, CONTRACT, /^engine\/records\//],
    packages: [/^node:/, /^esbuild$/],
  },
  {
    name: 'cli',
    of: /^cli\//,
    files: [
      /^cli\//,
      /^bench\//,
      /^report\//,
      ENGINE_DOOR,
      ENGINE_PARTS,
      CONTRACT,
      /^engine\/load-(training|calibration|acceptance)\.ts$/,
    ],
  },
];

/** One line a violation; empty when all is well. `imports` are those of every source file outside tests. */
export function violations(imports: readonly Import[]): string[] {
  return [...imports.flatMap(violationOf), ...cycles(imports)];
}

function violationOf(edge: Import): string[] {
  const rule = RULES.find(({ of }) => of.test(edge.from));
  if (!rule) return [`${edge.from}: no rule speaks of this file`];
  const allowed = edge.relative ? fileAllowed(rule, edge) : packageAllowed(rule, edge.to);
  return allowed ? [] : [`${edge.from}:${edge.line}: ${rule.name} must not import ${edge.to}`];
}

function fileAllowed({ files, types = [] }: Rule, { to, typeOnly }: Import): boolean {
  // Styles and data files carry no code.
  if (/\.(css|json)$/.test(to)) return true;
  return [...files, ...(typeOnly ? types : [])].some((pattern) => pattern.test(to));
}

function packageAllowed({ packages, notPackages = [] }: Rule, name: string): boolean {
  if (notPackages.some((pattern) => pattern.test(name))) return false;
  return packages ? packages.some((pattern) => pattern.test(name)) : !ONNX.test(name);
}

/** Every circle of files that import one another, each told once from its first file in order. */
function cycles(imports: readonly Import[]): string[] {
  const targets = new Map<string, string[]>();
  for (const { from, to, relative } of imports) {
    if (relative) targets.set(from, [...(targets.get(from) ?? []), to]);
  }
  const found: string[] = [];
  const done = new Set<string>();
  const walk = (file: string, path: string[]): void => {
    const at = path.indexOf(file);
    if (at >= 0) found.push(`import cycle: ${[...path.slice(at), file].join(' -> ')}`);
    if (at >= 0 || done.has(file)) return;
    for (const next of targets.get(file) ?? []) walk(next, [...path, file]);
    done.add(file);
  };
  for (const file of [...targets.keys()].sort()) walk(file, []);
  return found;
}
