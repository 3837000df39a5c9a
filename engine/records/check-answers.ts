/** Do the answers of a run fit what its settings and prompts say, and do their texts fit their tokens? */
import { assertChoices } from '../core/choice-identities.ts';
import type { AnswerGroup } from '../core/run-summary.ts';
import { samplingFor } from '../core/sampling-settings.ts';
import type { DecodeResult } from '../protocol.ts';
import type { RunRecord } from './read-run.ts';
import type { RunProblem } from './run-problem.ts';
import type { RunSettings } from './schema.ts';

type Run = Pick<RunRecord, 'manifest' | 'prompts' | 'groups' | 'tokenBytes'>;

/** One problem an answer or group that does not fit, in the order of the run. */
export function checkAnswers(run: Run): RunProblem[] {
  return [...placeProblems(run), ...run.groups.flatMap((group) => groupProblems(run, group))];
}

/** Every turn of every question in every repeat once; a run that is not complete may lack some. */
function placeProblems({ manifest, prompts, groups }: Run): RunProblem[] {
  const { status, settings } = manifest;
  // A record of version 1 kept no prompts and ran first turns only.
  const turnsOf = new Map(prompts.map((prompt) => [prompt.questionId, prompt.turns.length]));
  const planned = new Set<string>();
  for (const questionId of settings.questionIds) {
    const turns = Math.min(settings.turns, turnsOf.get(questionId) ?? 1);
    for (let turn = 0; turn < turns; turn++)
      for (let repeat = 0; repeat < settings.repeats; repeat++)
        planned.add(place({ questionId, turn, repeat }));
  }
  const problems: RunProblem[] = [];
  for (const group of groups) {
    const where = place(group);
    if (!planned.delete(where)) problems.push({ where, what: 'it is there twice or was not planned' });
  }
  if (status === 'complete')
    for (const where of planned) problems.push({ where, what: 'it is missing in a run marked complete' });
  return problems;
}

function groupProblems({ manifest, prompts, tokenBytes }: Run, group: AnswerGroup): RunProblem[] {
  const { settings } = manifest;
  const where = place(group);
  const problems: RunProblem[] = [];
  const prompt = prompts.find((one) => one.questionId === group.questionId);
  if (prompt && prompt.category !== group.category)
    problems.push(differs(`${where}, category`, prompt.category, group.category));
  const methods = group.results.map((result) => result.method).sort();
  const planned = [...settings.methods].sort();
  if (methods.join() !== planned.join())
    problems.push(differs(`${where}, methods`, planned.join(', '), methods.join(', ')));
  for (const result of group.results)
    problems.push(...answerProblems(result, settings, tokenBytes, `${where}, ${result.method}`));
  return problems;
}

function answerProblems(
  result: DecodeResult,
  settings: RunSettings,
  tokenBytes: RunRecord['tokenBytes'],
  where: string,
): RunProblem[] {
  const { tokenIds, traceLevel, stopReason } = result;
  const problems: RunProblem[] = [];
  if (traceLevel !== settings.traceLevel)
    problems.push(differs(`${where}, trace level`, settings.traceLevel, traceLevel));
  const full = tokenIds.length === settings.maxNewTokens;
  if (tokenIds.length > settings.maxNewTokens || (stopReason === 'budget' && !full))
    problems.push(differs(`${where}, tokens of a budget`, settings.maxNewTokens, tokenIds.length));
  const text = textOf(result, tokenBytes);
  if (text !== null && !(stopReason === 'stop-string' ? text.startsWith(result.text) : text === result.text))
    problems.push({ where: `${where}, text`, what: 'it is not what its tokens spell' });
  problems.push(...choiceProblems(result, settings, where));
  return problems;
}

/** Tokens that the settings' way of choosing cannot have chosen. */
function choiceProblems(result: DecodeResult, { sampling }: RunSettings, where: string): RunProblem[] {
  try {
    assertChoices(result, samplingFor(sampling, result.method));
    return [];
  } catch (error) {
    return [{ where: `${where}, choices`, what: error instanceof Error ? error.message : String(error) }];
  }
}

/** What the tokens spell, the end token left out; null where the record lacks the bytes of one. */
function textOf({ tokenIds, stopReason }: DecodeResult, tokenBytes: RunRecord['tokenBytes']): string | null {
  const spoken = stopReason === 'end-token' ? tokenIds.slice(0, -1) : tokenIds;
  const bytes: number[] = [];
  for (const tokenId of spoken) {
    const own = tokenBytes.get(tokenId);
    if (!own) return null;
    bytes.push(...own);
  }
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(Uint8Array.from(bytes));
}

function place({ questionId, turn, repeat }: Pick<AnswerGroup, 'questionId' | 'turn' | 'repeat'>): string {
  return `question ${questionId}, turn ${turn + 1}, repeat ${repeat + 1}`;
}

function differs(where: string, stored: unknown, found: unknown): RunProblem {
  return { where, what: `the settings say ${stored}, the answers have ${found}`, stored, found };
}
