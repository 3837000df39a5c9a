/** A record in the forms that the API answers; every figure is the record's own. Pure. */
import type { AnswerRow, QuestionAnswers, RunView } from '../../components/data/api-schema.ts';
import { ratio } from '../../engine/core/known.ts';
import { promptFigures } from '../../engine/core/prompt-figures.ts';
import { runBookmarks } from '../../engine/core/run-bookmarks.ts';
import { GroupEncoder } from '../../engine/records/group-codec.ts';
import type { RunRecord } from '../../engine/records/read-run.ts';

export function runViewOf(record: RunRecord, place: { id: string; sample: boolean }): RunView {
  const { summary: _, differences: __, ...manifest } = record.manifest;
  const { prompts, summary, questions, ledger, watch } = record;
  const { id, sample } = place;
  return {
    id,
    sample,
    manifest,
    prompts,
    summary,
    questions,
    promptFigures: promptFigures(record.groups),
    ledger,
    watch,
    bookmarks: runBookmarks(record.groups, record.differences),
  };
}

export function answerRowsOf({ groups, answers }: RunRecord): AnswerRow[] {
  const results = groups.flatMap((group) => group.results);
  return answers.map((measured, i): AnswerRow => {
    const { method, questionId, category, figures, entry } = measured;
    const result = results[i];
    if (!result || result.method !== method) throw new Error(`answer ${i + 1} is not ${method}'s`);
    return {
      questionId,
      category,
      turn: entry.turn,
      repeat: entry.repeat,
      method,
      promptTokens: result.promptTokenIds.length,
      tokens: figures.tokens,
      steps: figures.steps,
      stopReason: result.stopReason,
      speedup: measured.ratio,
      tokensPerSecond: figures.decodeTokensPerSecond,
      tokensPerStep: figures.tokensPerStep,
      meanAcceptedLength: figures.meanAcceptedLength,
      stepOverhead: measured.overhead,
      emptyStepShare: ratio(figures.emptySteps, figures.steps),
      repeated4grams: measured.repeated,
      ttftMs: figures.ttftMs,
      decodeMs: figures.decodeMs,
      comparison: entry.comparison,
      gains: measured.emittedByStep,
    };
  });
}

/** Null where the run has no such question. Ids are compared as text: addresses know no numbers. */
export function questionAnswersOf(record: RunRecord, questionId: string): QuestionAnswers | null {
  const own = <T extends { questionId: string | number }>(list: readonly T[]) =>
    list.filter((item) => String(item.questionId) === questionId);
  const groups = own(record.groups);
  const first = groups[0];
  if (!first) return null;
  const encoder = new GroupEncoder((id) => bytesOf(record, id));
  return {
    questionId: first.questionId,
    category: first.category,
    turns: own(record.prompts)[0]?.turns ?? [],
    figures: own(record.questions),
    promptFigures: promptFigures(groups)[0] ?? null,
    ledger: own(record.ledger),
    groups: groups.map((group) => encoder.encode(group)),
  };
}

/** A record of version 1 did not keep them: the token's id stands for it. */
function bytesOf({ tokenBytes }: RunRecord, id: number): Uint8Array {
  return tokenBytes.get(id) ?? new TextEncoder().encode(`<${id}>`);
}
