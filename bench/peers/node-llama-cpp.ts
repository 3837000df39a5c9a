/**
 * `node --import tsx bench/peers/node-llama-cpp.ts [prompts] [threads]`: vanilla decoding of this engine against
 * node-llama-cpp on the same GGUF, prompt by prompt in turn. The package is installed by name into a temporary folder
 * with the machine's own npm; a run without network fails there and says so.
 */
import { type ChildProcessByStdio, execFile, spawn } from 'node:child_process';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { estimateRatio, quantile } from '../../engine/core/statistics.ts';
import { DEFAULT_SETTINGS, type Engine, openEngine, PRECISIONS, type Precision } from '../../engine/index.ts';
import { fetchModel } from '../../engine/models/model-store.ts';
import { BUILTIN_SUITE, loadSuite, takeInRotation } from '../prompts/load-suite.ts';

const PEER = 'node-llama-cpp@3.22.1';
const CHILD = fileURLToPath(new URL('./node-llama-cpp-child.mjs', import.meta.url));
const MAX_NEW_TOKENS = 128;

interface Speed {
  /** After the first. */
  tokens: number;
  ms: number;
}

/** A peer process with one thread count: asks it, and ends it. */
class Peer {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #lines: AsyncIterator<string>;

  private constructor(child: ChildProcessByStdio<Writable, Readable, null>) {
    this.#child = child;
    this.#lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  }

  static async start(folder: string, modelPath: string, threads: number): Promise<Peer> {
    const child = spawn(process.execPath, ['child.mjs', modelPath, String(threads)], {
      cwd: folder,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const peer = new Peer(child);
    await peer.#answer();
    return peer;
  }

  async decode(promptTokenIds: readonly number[]): Promise<Speed> {
    this.#child.stdin.write(`${JSON.stringify({ promptTokenIds, maxNewTokens: MAX_NEW_TOKENS })}\n`);
    return (await this.#answer()) as Speed;
  }

  async #answer(): Promise<unknown> {
    const { done, value } = await this.#lines.next();
    if (done) throw new Error(`${PEER} ended before it answered`);
    return JSON.parse(value);
  }

  end(): void {
    this.#child.stdin.end();
  }
}

async function decodeOurs(engine: Engine, precision: Precision, content: string): Promise<Speed> {
  const request = {
    method: 'vanilla' as const,
    prompt: { kind: 'chat' as const, turns: [{ role: 'user' as const, content }] },
    settings: { ...DEFAULT_SETTINGS, precision, maxNewTokens: MAX_NEW_TOKENS },
  };
  for await (const event of engine.decode(request)) {
    if (event.type !== 'run-end') continue;
    const { steps, totalMs, prefill } = event.result;
    return { tokens: steps.length, ms: totalMs - prefill.ttftMs };
  }
  throw new Error('the engine ended without a result');
}

function perSecond({ tokens, ms }: Speed): number {
  return (1000 * tokens) / ms;
}

async function main(): Promise<void> {
  const [prompts = 8, threads = availableParallelism()] = process.argv.slice(2).map(Number);
  const suite = await loadSuite(BUILTIN_SUITE);
  const questions = takeInRotation(suite.questions, prompts);
  const { path: modelPath } = await fetchModel({ modelPath: process.env.GORGON_MODEL || undefined });
  const folder = await mkdtemp(path.join(tmpdir(), 'gorgon-peer-'));
  const open: { end(): void | Promise<void> }[] = [];
  try {
    await writeFile(path.join(folder, 'package.json'), '{"private":true,"type":"module"}\n');
    await promisify(execFile)('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', PEER], {
      cwd: folder,
    });
    await copyFile(CHILD, path.join(folder, 'child.mjs'));

    const contenders: { name: string; decode(text: string): Promise<Speed> }[] = [];
    let encode: ((text: string) => number[]) | null = null;
    // More threads do not always help, a busy machine least of all: the best of each is what counts.
    const counts = new Set([1, threads]);
    for (const precision of PRECISIONS) {
      for (const count of counts) {
        const engine = await openEngine({ precision, threads: count, modelPath, methods: ['vanilla'] });
        open.push({ end: () => engine.close() });
        encode ??= (content) => engine.tokenizer.encodeChat([{ role: 'user', content }]);
        const name = `ours ${precision}, ${count} threads`;
        contenders.push({ name, decode: (text) => decodeOurs(engine, precision, text) });
      }
    }
    for (const count of counts) {
      const peer = await Peer.start(folder, modelPath, count);
      open.push(peer);
      const ids = encode as (text: string) => number[];
      contenders.push({ name: `${PEER}, ${count} threads`, decode: (text) => peer.decode(ids(text)) });
    }

    const rates = contenders.map((): number[] => []);
    for (const [turn, question] of [questions[0], ...questions].entries()) {
      if (!question) continue;
      for (const [i, { decode }] of contenders.entries()) {
        const speed = await decode(question.turns[0] as string);
        // The first turn warms everything up and is thrown away.
        if (turn > 0 && speed.tokens > 0) rates[i]?.push(perSecond(speed));
      }
      process.stderr.write(`${turn} of ${questions.length}\n`);
    }
    report(
      contenders.map(({ name }) => name),
      rates,
    );
  } finally {
    for (const contender of open) await contender.end();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Tokens a second of each, and the first contenders' ratios to every peer, prompt by prompt. */
function report(names: readonly string[], rates: readonly number[][]): void {
  for (const [i, name] of names.entries()) {
    process.stdout.write(
      `${name}: median ${(quantile(rates[i] ?? [], 0.5) ?? 0).toFixed(1)} tokens a second\n`,
    );
  }
  for (const [i, ours] of names.entries()) {
    if (!ours.startsWith('ours')) continue;
    for (const [j, peer] of names.entries()) {
      if (peer.startsWith('ours')) continue;
      const ratio = estimateRatio((rates[i] ?? []).map((rate, k) => rate / (rates[j]?.[k] ?? Number.NaN)));
      if (!ratio) continue;
      const interval = ratio.interval?.map((bound) => bound.toFixed(2)).join(' to ') ?? 'no interval';
      process.stdout.write(
        `${ours} / ${peer}: ${ratio.mean.toFixed(2)} (${interval}, ${ratio.count} prompts)\n`,
      );
    }
  }
}

await main();
