/** What must be read before any figure of a run: it is partial, drawn, lossy, noisy, or an output is a suspect. */
import { isNoisy, watchSentences } from '../engine/core/run-notes.ts';
import { faithfulnessOf } from '../engine/core/sampling-settings.ts';
import type { RunManifest } from '../engine/records/schema.ts';
import { labelOf } from './charts/chart.ts';
import { draftingMethods, type ReportInput } from './input.ts';

export interface Notice {
  /** One word, for those who skim. */
  kind: 'part' | 'partial' | 'sampled' | 'lossy' | 'noisy' | 'suspect' | 'one question';
  text: string;
  /** Makes figures worthless rather than weak. */
  grave: boolean;
}

/** What notices are made from; of the groups no more than their number. */
export interface NoticeInput
  extends Pick<ReportInput, 'summary' | 'questions' | 'prompts' | 'ledger' | 'watch'> {
  manifest: Pick<RunManifest, 'status' | 'settings' | 'part'>;
  groups: { readonly length: number };
}

export function noticesOf(input: NoticeInput): Notice[] {
  return [
    ...partNotice(input),
    ...partialNotice(input),
    ...suspectNotice(input),
    ...samplingNotices(input),
    ...noiseNotice(input),
    ...smallNotice(input),
  ];
}

function partNotice({ manifest }: NoticeInput): Notice[] {
  const { part, settings } = manifest;
  if (!part) return [];
  const text = `Part of a run: ${settings.questionIds.length} of its ${part.questions} questions, ${settings.methods.join(', ')} of its methods ${part.methods.join(', ')}. Figures and verdicts speak of this part.`;
  return [{ kind: 'part', text, grave: false }];
}

function partialNotice(input: NoticeInput): Notice[] {
  const { status } = input.manifest;
  if (status === 'complete') return [];
  const expected = expectedGroups(input);
  const how = status === 'running' ? 'it is running still, or was killed' : 'it was stopped or failed';
  const text = `Partial run: ${input.groups.length} of ${expected} groups are done; ${how}. Figures speak of what is done.`;
  return [{ kind: 'partial', text, grave: false }];
}

/** One a question, turn and repeat. */
export function expectedGroups({ manifest, prompts }: NoticeInput): number {
  const { questionIds, turns, repeats } = manifest.settings;
  const known = new Map(prompts.map((prompt) => [prompt.questionId, prompt.turns.length]));
  return questionIds.reduce<number>((sum, id) => sum + Math.min(turns, known.get(id) ?? turns) * repeats, 0);
}

function suspectNotice({ ledger }: NoticeInput): Notice[] {
  const suspects = ledger.filter(({ comparison }) => comparison.kind === 'suspect').length;
  if (suspects === 0) return [];
  const what = suspects === 1 ? '1 output differs' : `${suspects} outputs differ`;
  const text = `Suspect: ${what} from vanilla's beyond a near-tie. The speedups of the methods concerned mean nothing until that is explained; the ledger lists every place.`;
  return [{ kind: 'suspect', text, grave: true }];
}

function samplingNotices(input: NoticeInput): Notice[] {
  const { sampling } = input.manifest.settings;
  if (sampling.kind === 'greedy') return [];
  const notices: Notice[] = [];
  const by = (what: 'same-law' | 'lossy') =>
    draftingMethods(input)
      .filter((method) => faithfulnessOf(sampling, method) === what)
      .map(labelOf)
      .join(', ');
  const law = by('same-law');
  notices.push({
    kind: 'sampled',
    text: `Sampled run: tokens are drawn at temperature ${sampling.temperature}.${law ? ` Single answers of ${law} differ from vanilla's and follow the same distribution.` : ''}`,
    grave: false,
  });
  const lossy = by('lossy');
  if (lossy && sampling.acceptance.kind === 'typical')
    notices.push({
      kind: 'lossy',
      text: `Lossy: ${lossy} accepts what is typical (epsilon ${sampling.acceptance.epsilon}, delta ${sampling.acceptance.delta}) and does not keep the target's distribution. Its speedup is not one at equal output.`,
      grave: true,
    });
  return notices;
}

function noiseNotice({ watch }: NoticeInput): Notice[] {
  const noisy = watch.noisy || (watch.costLoad !== undefined && isNoisy(watch.costLoad));
  return noisy ? [{ kind: 'noisy', text: watchSentences(watch).join(' '), grave: false }] : [];
}

function smallNotice({ questions }: NoticeInput): Notice[] {
  if (new Set(questions.map(({ questionId }) => questionId)).size !== 1) return [];
  return [
    {
      kind: 'one question',
      text: 'One question only: no interval and no verdict can be given.',
      grave: false,
    },
  ];
}
