/** Where in a run there is most to draw. */
import type { AnswerRow } from '../../components/data/api-schema.ts';
import { inspectPath } from '../../components/shell/addresses.ts';

/** The answer with the most steps among those that proposed something, in Inspect, how many they are, and its question's race. */
export async function longestAnswer(
  url: string,
  run: string,
): Promise<{ inspectPath: string; racePath: string; steps: number }> {
  const response = await fetch(new URL(`/api/runs/${encodeURIComponent(run)}/answers`, url));
  if (!response.ok) throw new Error(`the server answered ${response.status} for the answers of run ${run}`);
  const { rows } = (await response.json()) as { rows: AnswerRow[] };
  const [longest] = rows.filter(({ method }) => method !== 'vanilla').sort((a, b) => b.steps - a.steps);
  if (!longest) throw new Error(`run ${run} has no answers but vanilla's`);
  const { questionId, method, turn, repeat } = longest;
  const place = new URLSearchParams({
    rec: run,
    q: String(questionId),
    turn: `${turn + 1}`,
    rep: `${repeat + 1}`,
  });
  return {
    inspectPath: inspectPath(run, questionId, { method, turn: turn + 1, repeat: repeat + 1 }),
    racePath: `/race?${place}`,
    steps: longest.steps,
  };
}
