/** A race as a run record of one question: what a benchmark writes, so that every page and command opens it. */
import { createHash } from 'node:crypto';
import path from 'node:path';
import { describeEnvironment } from '../../bench/environment.ts';
import { loadSuite } from '../../bench/prompts/load-suite.ts';
import { probeSuspects } from '../../bench/run-group.ts';
import { OWN_PROMPT as OWN, type RaceRecording } from '../../components/race-events.ts';
import type { EngineClient } from '../../engine/child/client.ts';
import { meanLoad, UNKNOWN_LOAD } from '../../engine/core/run-notes.ts';
import type { AnswerGroup } from '../../engine/core/run-summary.ts';
import { EngineError } from '../../engine/errors.ts';
import { DEFAULT_SETTINGS, type DecodeResult, type TokenId } from '../../engine/protocol.ts';
import { tokensOf } from '../../engine/records/group-codec.ts';
import { RunWriter } from '../../engine/records/run-writer.ts';
import type { RunManifest, RunSettings } from '../../engine/records/schema.ts';
import { loadsOf, type Race, wholeResults } from './race-hub.ts';

type SavingEngine = Pick<EngineClient, 'ready' | 'score' | 'probe' | 'tokenBytes'>;

/**
 * Writes the run folder under `runsDir`. Lanes that failed or were stopped are left out.
 * Throws `invalid-argument` where vanilla's answer is not there or the race was saved before.
 */
export async function saveRace(engine: SavingEngine, race: Race, runsDir: string): Promise<RaceRecording> {
  const results = wholeResults(race);
  const vanilla = results.find(({ method }) => method === 'vanilla');
  if (!vanilla)
    throw new EngineError(
      'invalid-argument',
      'this race cannot be saved: a record pairs every method with vanilla, which has no whole answer here',
    );
  const info = await engine.ready();
  const asked = await askedOf(race);
  const { maxNewTokens, sampling, traceLevel } = race.request;
  const settings: RunSettings = {
    methods: results.map(({ method }) => method),
    questionIds: [asked.questionId],
    turns: 1,
    repeats: 1,
    maxNewTokens,
    stopStrings: DEFAULT_SETTINGS.stopStrings,
    precision: info.precision,
    sampling,
    traceLevel,
    seed: 0,
  };
  const watched = loadsOf(race);
  const loads = results.map(({ method }) => [method, watched.get(method) ?? UNKNOWN_LOAD] as const);
  const group: AnswerGroup = {
    questionId: asked.questionId,
    category: asked.category,
    turn: 0,
    repeat: 0,
    results,
    predictability: await engine.score(vanilla.promptTokenIds, vanilla.tokenIds),
    probes: await probeSuspects(engine, vanilla, results, settings),
    load: meanLoad(loads.map(([, load]) => load)),
    loads: Object.fromEntries(loads),
  };
  const bytes = await bytesOf(engine, results);
  const writer = await RunWriter.create(
    path.join(runsDir, recordName(race)),
    {
      origin: 'race',
      startedAt: race.startedAt,
      environment: await describeEnvironment(info.runtime.version),
      engine: info,
      suite: asked.suite,
      settings,
      cost: null,
    },
    [{ questionId: asked.questionId, category: asked.category, turns: [race.request.prompt] }],
    (tokenId) => bytes.get(tokenId) as Uint8Array,
  );
  await writer.append(group);
  await writer.finish('complete', new Date().toISOString(), null);
  return { run: writer.manifest.id, questionId: asked.questionId };
}

interface Asked {
  questionId: number | string;
  category: string;
  suite: RunManifest['suite'];
}

async function askedOf({ request }: Race): Promise<Asked> {
  if (request.questionId !== null) {
    const { name, sha256, questions } = await loadSuite('builtin');
    const question = questions.find(({ questionId }) => String(questionId) === request.questionId);
    if (question) {
      const { questionId, category } = question;
      return { questionId, category, suite: { name, sha256, questions: questions.length } };
    }
  }
  const sha256 = createHash('sha256').update(request.prompt).digest('hex');
  return { questionId: OWN, category: OWN, suite: { name: OWN, sha256, questions: 1 } };
}

/** Sorts by time among the runs of benchmarks. */
function recordName({ id, startedAt }: Race): string {
  return `${startedAt.replace(/\.\d+Z$/, 'Z').replaceAll(':', '-')}-race-${id}`;
}

async function bytesOf(
  engine: SavingEngine,
  results: readonly DecodeResult[],
): Promise<Map<TokenId, Uint8Array>> {
  const tokenIds = [...new Set(results.flatMap(tokensOf))];
  const bytes = await engine.tokenBytes(tokenIds);
  return new Map(tokenIds.map((tokenId, i) => [tokenId, bytes[i] as Uint8Array]));
}
