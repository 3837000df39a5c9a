/** Whole runs of the real loops on a model by rule, as the bench would leave them. */
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { AnswerGroup } from '../../engine/core/run-summary.ts';
import type { DecodeResult, Method } from '../../engine/protocol.ts';
import { type RunDescription, RunWriter } from '../../engine/records/run-writer.ts';
import type { RunManifest, RunPrompts, RunSettings } from '../../engine/records/schema.ts';
import { scriptedEngine } from '../bench/scripted-engine.ts';
import { byteTokenizer } from '../decoding/run.ts';

const QUESTIONS = [1, 2];

export interface SampleRun {
  questions?: number[];
  /** Turns of every question. */
  turns?: number;
  repeats?: number;
  /** Groups to write; the others are missing, as after a kill. */
  groups?: number;
  /** Factor on every time of a method. */
  pace?: Partial<Record<Method, number>>;
  /** Lookup's output is wrong from this position of the text on. */
  wrongFrom?: number;
  settings?: Partial<RunSettings>;
  description?: Partial<RunDescription>;
  /** `running` leaves the run as a kill would. */
  status?: 'complete' | 'partial' | 'running';
}

/** Writes a run of vanilla and lookup into `dir`, which must not exist or be empty. */
export async function writeSampleRun(dir: string, sample: SampleRun = {}): Promise<void> {
  const { questions = QUESTIONS, turns = 1, repeats = 1, status = 'complete' } = sample;
  const prompts = questions.map((question) => promptOf(question, turns));
  const writer = await RunWriter.create(dir, sampleDescription(sample), prompts, byteTokenizer.tokenBytes);
  const places = Array.from({ length: repeats }, (_, repeat) =>
    questions.flatMap((question) => Array.from({ length: turns }, (_, turn) => ({ question, turn, repeat }))),
  ).flat();
  for (const { question, turn, repeat } of places.slice(0, sample.groups))
    await writer.append(await sampleGroup(question, turn, repeat, sample));
  await writer.finish(status === 'running' ? 'partial' : status, '2026-11-24T10:01:00.000Z');
  if (status === 'running') await editRun(dir, (run) => ({ ...run, status, endedAt: null }));
}

export function sampleDescription({
  questions = QUESTIONS,
  turns = 1,
  repeats = 1,
  ...sample
}: SampleRun): RunDescription {
  return {
    startedAt: '2026-11-24T10:00:00.000Z',
    environment: {
      processor: 'a processor',
      cores: 2,
      memoryBytes: 8e9,
      os: 'Linux',
      node: '20.20.2',
      onnxruntime: '1.30.0',
      gorgon: '0.1.0',
      commit: null,
    },
    engine: scriptedEngine().info,
    suite: { name: 'builtin', sha256: 'a'.repeat(64), questions: 80 },
    settings: {
      methods: ['vanilla', 'lookup'],
      questionIds: questions,
      turns,
      repeats,
      maxNewTokens: 40,
      stopStrings: [],
      precision: 'fp32',
      sampling: { kind: 'greedy', repetitionPenalty: 1 },
      traceLevel: 'standard',
      seed: 0,
      ...sample.settings,
    },
    cost: null,
    ...sample.description,
  };
}

/** Changes `run.json`. */
export async function editRun(dir: string, change: (run: RunManifest) => unknown): Promise<void> {
  const file = path.join(dir, 'run.json');
  await writeFile(file, JSON.stringify(change(JSON.parse(await readFile(file, 'utf8')))));
}

/** Changes a file of the run and its entry in `run.json`, so that the hashes match again. */
export async function forge(dir: string, name: string, change: (bytes: Buffer) => Buffer): Promise<void> {
  const bytes = change(await readFile(path.join(dir, name)));
  await writeFile(path.join(dir, name), bytes);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  await editRun(dir, (run) => ({
    ...run,
    files: run.files.map((file) => (file.name === name ? { name, bytes: bytes.length, sha256 } : file)),
  }));
}

export function promptOf(questionId: number, turns: number): RunPrompts[number] {
  return {
    questionId,
    category: questionId % 2 ? 'math' : 'stem',
    turns: Array.from({ length: turns }, (_, turn) => `${'abcdefgh'[turn]}${questionId} asks again`),
  };
}

/** All methods on one turn of one question. */
export async function sampleGroup(
  questionId: number,
  turn: number,
  repeat: number,
  sample: SampleRun,
): Promise<AnswerGroup> {
  const { pace = {}, wrongFrom } = sample;
  const { settings } = sampleDescription(sample);
  const { category, turns } = promptOf(questionId, turn + 1);
  const answer = async (method: Method): Promise<DecodeResult> => {
    const events = scriptedEngine({ wrongFrom }).decode({
      method,
      prompt: { kind: 'raw', text: turns[turn] as string },
      settings,
    });
    for await (const event of events)
      if (event.type === 'run-end') return atPace(event.result, pace[method] ?? 1);
    throw new Error('no result');
  };
  return {
    questionId,
    category,
    turn,
    repeat,
    results: [await answer('lookup'), await answer('vanilla')],
    predictability: { top1Probability: 0.5, entropy: 1.5 },
    probes: {},
    load: { others: 0.01, steal: 0 },
  };
}

function atPace(result: DecodeResult, factor: number): DecodeResult {
  return JSON.parse(JSON.stringify(result), (key, value) => (key.endsWith('Ms') ? value * factor : value));
}
