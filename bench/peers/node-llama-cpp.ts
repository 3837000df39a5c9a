/**
 * `node --import tsx bench/peers/node-llama-cpp.ts [--prompts 8] [--threads 2] [--precisions int8] [--methods vanilla,medusa]
 * [--llama-bench PATH]`: methods of this engine against vanilla decoding of node-llama-cpp on the same GGUF, prompt by
 * prompt in turn, and what a pass of several rows costs each; with the path of a native llama-bench its tg128 takes its
 * turns, too, behind an empty cache and behind as many tokens as the prompt has. The package is installed by name into a
 * temporary folder with the machine's own npm; a run without network fails there and says so.
 */
import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { choosesByDefault } from '../../engine/core/chooses-by-default.ts';
import { known } from '../../engine/core/known.ts';
import { estimateRatio, quantile } from '../../engine/core/statistics.ts';
import {
  DEFAULT_SETTINGS,
  type Engine,
  METHODS,
  type Method,
  openCostProbe,
  PRECISIONS,
  type Precision,
} from '../../engine/index.ts';
import { fetchModel } from '../../engine/models/model-store.ts';
import { usesLargePages } from '../environment.ts';
import { openWithCost } from '../open-engine.ts';
import { BUILTIN_SUITE, loadSuite, takeInRotation } from '../prompts/load-suite.ts';
import { llamaBench } from './llama-bench.ts';
import { PeerProcess, type Speed } from './peer-process.ts';

const PEER = 'node-llama-cpp@3.22.1';
const CHILD = fileURLToPath(new URL('./node-llama-cpp-child.mjs', import.meta.url));
const MAX_NEW_TOKENS = 128;
const ROWS = [1, 2, 4, 8, 16];
const CACHED_TOKENS = 200;
const PASSES = 9;

interface Contender {
  name: string;
  ours: boolean;
  decode(text: string): Promise<Speed>;
}

async function decodeOurs(
  engine: Engine,
  method: Method,
  precision: Precision,
  content: string,
): Promise<Speed> {
  const request = {
    method,
    prompt: { kind: 'chat' as const, turns: [{ role: 'user' as const, content }] },
    settings: { ...DEFAULT_SETTINGS, precision, maxNewTokens: MAX_NEW_TOKENS },
  };
  for await (const event of engine.decode(request)) {
    if (event.type !== 'run-end') continue;
    const { tokenIds, totalMs, prefill } = event.result;
    return { tokens: tokenIds.length - 1, ms: totalMs - prefill.ttftMs, totalMs };
  }
  throw new Error('the engine ended without a result');
}

function oneOf<T extends string>(option: string, text: string, allowed: readonly T[]): T[] {
  return text.split(',').map((name) => {
    const known = allowed.find((value) => value === name);
    if (!known) throw new Error(`--${option}: ${JSON.stringify(name)} (allowed: ${allowed.join(', ')})`);
    return known;
  });
}

function whole(option: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new Error(`--${option}: ${JSON.stringify(text)} (allowed: a whole number from 1)`);
  return value;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      prompts: { type: 'string', default: '8' },
      threads: { type: 'string', default: String(availableParallelism()) },
      precisions: { type: 'string', default: PRECISIONS.join(',') },
      methods: { type: 'string', default: 'vanilla' },
      'llama-bench': { type: 'string' },
    },
  });
  const threads = whole('threads', values.threads);
  const methods = oneOf('methods', values.methods, METHODS);
  const precisions = oneOf('precisions', values.precisions, PRECISIONS);
  const suite = await loadSuite(BUILTIN_SUITE);
  const questions = takeInRotation(suite.questions, whole('prompts', values.prompts));
  const { path: modelPath } = await fetchModel({ modelPath: process.env.GORGON_MODEL || undefined });
  const folder = await mkdtemp(path.join(tmpdir(), 'gorgon-peer-'));
  const open: { end(): void | Promise<void> }[] = [];
  try {
    await writeFile(path.join(folder, 'package.json'), '{"private":true,"type":"module"}\n');
    await promisify(execFile)('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', PEER], {
      cwd: folder,
    });
    await copyFile(CHILD, path.join(folder, 'child.mjs'));

    const contenders: Contender[] = [];
    let encode: ((text: string) => number[]) | null = null;
    for (const precision of precisions) {
      const dynamic = choosesByDefault({ precision, ownDrafts: false, tree: null, cost: true });
      const { engine } = await openWithCost({ precision, dynamic }, { cost: dynamic, threads, methods });
      open.push({ end: () => engine.close() });
      encode ??= (content) => engine.tokenizer.encodeChat([{ role: 'user', content }]);
      for (const method of methods)
        contenders.push({
          name: `${method} ${precision}, ${threads} threads`,
          ours: true,
          decode: (text) => decodeOurs(engine, method, precision, text),
        });
    }
    const ids = encode as (text: string) => number[];
    // More threads do not always help, a busy machine least of all: the peer may choose.
    const peers: PeerProcess[] = [];
    for (const count of new Set([1, threads])) {
      const peer = await PeerProcess.start(folder, modelPath, count);
      open.push(peer);
      peers.push(peer);
      contenders.push({
        name: `${PEER}, ${count} threads`,
        ours: false,
        decode: (text) => peer.decode(ids(text), MAX_NEW_TOKENS),
      });
    }

    const native = values['llama-bench'];
    if (native !== undefined) {
      const nativeBehind = (words: string, depthOf: (text: string) => number): Contender => ({
        name: `native llama-bench tg128${words}, ${threads} threads`,
        ours: false,
        decode: (text) => llamaBench(native, { modelPath, threads, depth: depthOf(text) }),
      });
      contenders.push(
        nativeBehind('', () => 0),
        nativeBehind(' behind the prompt', (text) => ids(text).length),
      );
    }

    const speeds = contenders.map((): Speed[] => []);
    for (const [turn, question] of [questions[0], ...questions].entries()) {
      if (!question) continue;
      for (const [i, { decode }] of contenders.entries()) {
        const speed = await decode(question.turns[0] as string);
        // The first turn warms everything up and is thrown away.
        if (turn > 0) speeds[i]?.push(speed);
      }
      process.stderr.write(`${turn} of ${questions.length}\n`);
    }
    process.stdout.write(`large pages: ${(await usesLargePages()) ?? 'not known'}\n`);
    report('decoding', contenders, speeds, ({ tokens, ms }) => (tokens > 0 ? (1000 * tokens) / ms : null));
    report('end to end', contenders, speeds, ({ tokens, totalMs }) =>
      totalMs === null ? null : (1000 * (tokens + 1)) / totalMs,
    );
    const text = questions.map(({ turns }) => turns[0] as string).join('\n');
    const prompt = ids(text.repeat(4)).slice(0, CACHED_TOKENS);
    const passes: Passes[] = [
      { name: PEER, passMs: (rows) => (peers.at(-1) as PeerProcess).passMs(prompt, rows) },
    ];
    for (const precision of precisions) {
      const probe = await openCostProbe({ precision, threads });
      open.push({ end: () => probe.close() });
      passes.push({ name: `ours, ${precision}`, passMs: (rows) => probe.passMs(rows, CACHED_TOKENS) });
    }
    await reportRows(passes);
  } finally {
    for (const contender of open) await contender.end();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Tokens a second of each, and our ratios to every peer, over the prompts where both have a rate. */
function report(
  what: string,
  contenders: readonly Contender[],
  speeds: readonly Speed[][],
  rateOf: (speed: Speed) => number | null,
): void {
  const rates = speeds.map((of) => of.map(rateOf));
  for (const [i, { name }] of contenders.entries()) {
    const median = quantile(known(rates[i] ?? []), 0.5);
    process.stdout.write(`${what}, ${name}: median ${median?.toFixed(1) ?? 'n/a'} tokens a second\n`);
  }
  for (const [i, mine] of contenders.entries()) {
    if (!mine.ours) continue;
    for (const [j, peer] of contenders.entries()) {
      if (peer.ours) continue;
      const ratios = (rates[i] ?? []).map((rate, k) => {
        const other = rates[j]?.[k] ?? null;
        return rate === null || other === null ? null : rate / other;
      });
      const ratio = estimateRatio(known(ratios));
      if (!ratio) continue;
      const interval = ratio.interval?.map((bound) => bound.toFixed(2)).join(' to ') ?? 'no interval';
      process.stdout.write(
        `${what}, ${mine.name} / ${peer.name}: ${ratio.mean.toFixed(2)} (${interval}, ${ratio.count} prompts)\n`,
      );
    }
  }
}

interface Passes {
  name: string;
  /** Milliseconds of one pass of so many rows behind CACHED_TOKENS tokens. */
  passMs(rows: number): Promise<number>;
}

/** What verifying several rows costs each, in turn. */
async function reportRows(contenders: readonly Passes[]): Promise<void> {
  const times = contenders.map(() => ROWS.map((): number[] => []));
  // The first round warms up.
  for (let pass = 0; pass <= PASSES; pass++)
    for (const [i, rows] of ROWS.entries())
      for (const [c, { passMs }] of contenders.entries()) {
        const ms = await passMs(rows);
        if (pass > 0) times[c]?.[i]?.push(ms);
      }
  for (const [c, { name }] of contenders.entries()) {
    const medians = (times[c] ?? []).map((values) => quantile(values, 0.5) ?? Number.NaN);
    for (const [i, rows] of ROWS.entries()) {
      const ratio = (medians[i] as number) / (medians[0] as number);
      process.stdout.write(
        `${name}, pass of ${rows} rows behind ${CACHED_TOKENS} tokens: ${(medians[i] as number).toFixed(1)} ms, v(${rows}) = ${ratio.toFixed(2)}\n`,
      );
    }
  }
}

await main();
