import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { violations } from './import-rules.ts';
import { type Import, readImports } from './read-imports.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FOLDERS = ['engine', 'app', 'components', 'bench', 'report', 'cli'];

function sourceFiles(): string[] {
  return FOLDERS.flatMap((folder) =>
    readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name))
      .map((name) => path.posix.join(folder, name.split(path.sep).join('/'))),
  );
}

const files = sourceFiles();
const imports = files.flatMap((file) => readImports(file, readFileSync(path.join(ROOT, file), 'utf8')));

describe('the imports of this repository', () => {
  it('follow the rules', () => {
    expect(violations(imports)).toEqual([]);
  });

  it('were found: every file, and edges of every folder', () => {
    expect(files.length).toBeGreaterThan(50);
    for (const folder of FOLDERS) {
      expect(
        imports.some(({ from, relative }) => from.startsWith(`${folder}/`) && relative),
        folder,
      ).toBe(true);
    }
  });

  it('lead to files that are there', () => {
    const known = new Set(files);
    const lost = imports.filter(({ to, relative }) => relative && /\.tsx?$/.test(to) && !known.has(to));
    expect(lost.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
    const bare = imports.filter(({ to, relative }) => relative && !/\.(tsx?|css|json)$/.test(to));
    expect(bare.map(({ from, to }) => `${from} -> ${to}: without its extension`)).toEqual([]);
  });
});

describe('what a command loads before it runs', () => {
  /** Files and packages that are evaluated with a file: all that its static imports lead to. */
  const loadedWith = (file: string): Set<string> => {
    const seen = new Set([file]);
    for (const at of seen) {
      for (const { from, to, typeOnly, dynamic } of imports)
        if (from === at && !typeOnly && !dynamic) seen.add(to);
    }
    return seen;
  };

  for (const file of files.filter((name) => name.startsWith('cli/commands/') || name === 'cli/main.ts')) {
    it(`${file}: not ONNX Runtime, so that help and wrong usage are quick`, () => {
      expect([...loadedWith(file)].filter((name) => name.startsWith('onnxruntime'))).toEqual([]);
    });
  }

  it('the engine, to show that the walk finds it', () => {
    expect(loadedWith('engine/index.ts')).toContain('onnxruntime-node');
  });
});

describe('the check finds what it is for', () => {
  const judge = (file: string, code: string) => violations(readImports(file, code));

  const forbidden: [string, string, string][] = [
    ['core with input or output', 'engine/core/a.ts', "import { readFile } from 'node:fs/promises';"],
    ['core with a port', 'engine/core/a.ts', "import type { Clock } from '../runtime/clock.ts';"],
    ['core with a package', 'engine/core/a.ts', "import { z } from 'zod';"],
    ['protocol with anything', 'engine/protocol.ts', "import { EngineError } from './errors.ts';"],
    [
      'decoding with ONNX',
      'engine/decoding/a.ts',
      "import { OnnxSession } from '../runtime/onnx/onnx-session.ts';",
    ],
    ['onnxruntime elsewhere in the engine', 'engine/graphs/a.ts', "import * as ort from 'onnxruntime-node';"],
    ['onnxruntime in the terminal', 'cli/a.ts', "const ort = await import('onnxruntime-node');"],
    ['onnxruntime on a page', 'app/page.tsx', "import 'onnxruntime-node/dist/index.js';"],
    ['the engine with Next', 'engine/child/a.ts', "import { after } from 'next/server';"],
    ['the engine with React', 'engine/engine.ts', "import type { ReactNode } from 'react';"],
    ['the engine with components', 'engine/engine.ts', "export * from '../components/format.ts';"],
    ['the engine with bench', 'engine/engine.ts', "import { planRun } from '../bench/plan.ts';"],
    [
      'training with decoding',
      'engine/training/a.ts',
      "import { VanillaDecoding } from '../decoding/vanilla.ts';",
    ],
    [
      'training with decoding by the door',
      'engine/training/a.ts',
      "import { openEngine } from '../index.ts';",
    ],
    ['components with the engine', 'components/a.tsx', "import { openEngine } from '../engine/index.ts';"],
    ['components with files', 'components/a.tsx', "import { readRun } from '../engine/records/read-run.ts';"],
    [
      'components with the child',
      'components/a.tsx',
      "import { EngineClient } from '../engine/child/client.ts';",
    ],
    ['components with a route', 'components/a.tsx', "import { GET } from '../app/api/status/route.ts';"],
    ['app with the engine', 'app/page.tsx', "import { openEngine } from '../engine/index.ts';"],
    [
      'app with the child past app/_lib',
      'app/api/a/route.ts',
      "import { EngineClient } from '../../../engine/child/client.ts';",
    ],
    ['bench past the door', 'bench/a.ts', "import { VanillaDecoding } from '../engine/decoding/vanilla.ts';"],
    ['cli past the door', 'cli/a.ts', "type T = import('../engine/load-target.ts').LoadedTarget;"],
    ['a report with files', 'report/a.ts', "import { readRun } from '../engine/records/read-run.ts';"],
    ['a report with its rim', 'report/a.ts', "import { makePage } from './rim/make-page.ts';"],
    ['a report with React', 'report/charts/a.ts', "import { createElement } from 'react';"],
    ['anything with tests', 'engine/models/a.ts', "import { run } from '../../tests/decoding/run.ts';"],
    ['a file without a rule', 'plugins/a.ts', "import path from 'node:path';"],
  ];
  for (const [name, file, code] of forbidden) {
    it(name, () => expect(judge(file, code)).toHaveLength(1));
  }

  const allowed: [string, string, string][] = [
    ['core with core', 'engine/core/a.ts', "import { childrenOf } from './token-tree.ts';"],
    [
      'the one importer of onnxruntime',
      'engine/runtime/onnx/a.ts',
      "import * as ort from 'onnxruntime-node';",
    ],
    [
      'components with types of the child',
      'components/a.tsx',
      "import type { TokenLabel } from '../engine/child/messages.ts';",
    ],
    ['components with figures', 'components/a.tsx', "import { figuresOf } from '../engine/core/metrics.ts';"],
    [
      'app/_lib with the child',
      'app/_lib/a.ts',
      "import { EngineClient } from '../../engine/child/client.ts';",
    ],
    ['bench by the door', 'bench/a.ts', "import { openEngine } from '../engine/index.ts';"],
  ];
  for (const [name, file, code] of allowed) {
    it(`not: ${name}`, () => expect(judge(file, code)).toEqual([]));
  }

  it('a cycle, and not a diamond', () => {
    const edges = (pairs: [string, string][]): Import[] =>
      pairs.flatMap(([from, to]) => readImports(`engine/core/${from}.ts`, `import './${to}.ts';`));
    expect(
      violations(
        edges([
          ['a', 'b'],
          ['b', 'c'],
          ['c', 'a'],
        ]),
      ),
    ).toEqual(['import cycle: engine/core/a.ts -> engine/core/b.ts -> engine/core/c.ts -> engine/core/a.ts']);
    expect(
      violations(
        edges([
          ['a', 'b'],
          ['a', 'c'],
          ['b', 'd'],
          ['c', 'd'],
        ]),
      ),
    ).toEqual([]);
  });

  it('an import that nobody can check', () => {
    expect(() => readImports('cli/a.ts', 'await import(name);')).toThrow(
      'cli/a.ts:1: the target of an import is computed',
    );
  });
});
