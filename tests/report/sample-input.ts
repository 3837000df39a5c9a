/** What a report is made of, without a folder: answers of the real loops on a model by rule. */
import { type AnswerGroup, summarizeRun } from '../../engine/core/run-summary.ts';
import { type RunManifest, SCHEMA_VERSION } from '../../engine/records/schema.ts';
import type { ReportInput } from '../../report/input.ts';
import { byteTokenizer } from '../decoding/run.ts';
import { promptOf, type SampleRun, sampleDescription, sampleGroup } from '../records/sample-run.ts';

export interface SampleInput extends SampleRun {
  /** Lookup's answers stand for Medusa's as well: three methods without a second engine. */
  medusa?: boolean;
  manifest?: Partial<RunManifest>;
  /** Changes every group before figures are computed. */
  edit?: (group: AnswerGroup) => AnswerGroup;
}

export async function sampleInput(sample: SampleInput = {}): Promise<ReportInput> {
  const {
    questions = [1, 2, 3, 4],
    turns = 1,
    repeats = 1,
    medusa = false,
    edit = (group) => group,
  } = sample;
  const own = { ...sample, questions };
  const groups: AnswerGroup[] = [];
  for (let repeat = 0; repeat < repeats; repeat++)
    for (const question of questions)
      for (let turn = 0; turn < turns; turn++) {
        const group = await sampleGroup(question, turn, repeat, own);
        const more = medusa ? group.results.filter(({ method }) => method === 'lookup') : [];
        const results = [
          ...group.results,
          ...more.map((result) => ({ ...result, method: 'medusa' as const })),
        ];
        groups.push(edit({ ...group, results }));
      }
  const manifest: RunManifest = {
    schemaVersion: SCHEMA_VERSION,
    id: 'a-run',
    status: 'complete',
    endedAt: '2026-11-24T10:01:00.000Z',
    resumedAt: [],
    ...sampleDescription(own),
    peakMemoryBytes: null,
    groups: groups.length,
    summary: null,
    differences: [],
    files: [],
    ...sample.manifest,
  };
  const ids = new Set(
    groups.flatMap(({ results }) =>
      results.flatMap(({ promptTokenIds, tokenIds, steps }) => [
        ...promptTokenIds,
        ...tokenIds,
        ...steps.flatMap(({ tree, targetTop }) => [...tree.tokenIds, ...targetTop.ids.flat()]),
      ]),
    ),
  );
  return {
    manifest,
    prompts: questions.map((question) => promptOf(question, turns)),
    groups,
    tokenBytes: new Map([...ids].map((id) => [id, byteTokenizer.tokenBytes(id)])),
    ...summarizeRun(groups, manifest.settings, manifest.cost),
  };
}
