/**
 * Asks a draft at every place of known answers which candidates it has, and notes at which rank the target's own
 * choice stands (teacher-forced). A choice counts even where it is not the text's next token (the answers may be of
 * another precision); behind such a choice nothing is known.
 */
import { type AskedPlace, placesText } from '../core/asked-places.ts';
import { type Reliability, ReliabilityCounter } from '../core/reliability.ts';
import { EngineError } from '../errors.ts';
import type { TokenId } from '../protocol.ts';
import { scoreFrom } from '../runtime/append-chain.ts';
import type { CausalLm } from '../runtime/causal-lm.ts';
import type { Candidates } from '../runtime/draft-lm.ts';

export interface KnownAnswer {
  promptTokenIds: readonly TokenId[];
  answerTokenIds: readonly TokenId[];
}

export interface AskedDraft {
  /** Candidates of a list. */
  width: number;
  /** Takes up an answer, and asks at one place of it after the other. */
  read(answer: KnownAnswer): Promise<AskAt>;
}

/**
 * Lists by depth, given which token of the answer is the root and the target's state that chose it; each depth knows the
 * text before it, as far as its draft looks at text.
 */
export type AskAt = (root: number, hidden: Float32Array) => Promise<Candidates[]>;

export interface MeasuredAcceptance {
  positions: number;
  width: number;
  /** By answer: its places as text (engine/core/asked-places.ts). */
  answers: string[];
  reliability: Reliability;
}

export async function measureAcceptance(
  lm: CausalLm,
  draft: AskedDraft,
  answers: readonly KnownAnswer[],
  options: { onProgress?: (done: number, total: number) => void; signal?: AbortSignal | undefined } = {},
): Promise<MeasuredAcceptance> {
  const reliability = new ReliabilityCounter();
  const texts: string[] = [];
  let positions = 0;
  for (const [done, answer] of answers.entries()) {
    if (options.signal?.aborted) throw new EngineError('cancelled', 'measuring the acceptance was cancelled');
    const { choices, hidden } = await readAnswer(lm, answer);
    const asked = await draft.read(answer);
    const text = answer.answerTokenIds;
    const places: AskedPlace[] = [];
    // The root is answer token j, which row j chose; row j + 1 chooses what follows the root.
    for (let j = 0; j + 1 < text.length; j++) {
      const lists = await asked(j, hidden[j] as Float32Array);
      const place: AskedPlace = { ranks: [], leaves: false };
      for (const [depth, list] of lists.entries()) {
        const choice = choices[j + 1 + depth];
        if (choice === undefined) break;
        const rank = list.tokenIds.indexOf(choice);
        const right = rank < 0 ? null : rank;
        place.ranks.push(right);
        place.leaves = choice !== text[j + 1 + depth];
        reliability.add(depth, list.probs, right);
        if (right === null || place.leaves) break;
      }
      places.push(place);
    }
    positions += places.length;
    texts.push(placesText(places));
    options.onProgress?.(done + 1, answers.length);
  }
  return { positions, width: draft.width, answers: texts, reliability: reliability.counts() };
}

/** For each answer token: what the target itself would say there, and its state then. */
async function readAnswer(
  lm: CausalLm,
  { promptTokenIds, answerTokenIds }: KnownAnswer,
): Promise<{ choices: TokenId[]; hidden: Float32Array[] }> {
  const text = [...promptTokenIds, ...answerTokenIds.slice(0, -1)];
  const choices: TokenId[] = [];
  const hidden: Float32Array[] = [];
  for await (const pass of scoreFrom(lm, text, promptTokenIds.length - 1)) {
    for (let row = 0; row < pass.topIds.length / 2; row++) {
      choices.push(pass.topIds[2 * row] as TokenId);
      hidden.push(pass.hidden.slice(row * lm.stateSize, (row + 1) * lm.stateSize));
    }
  }
  return { choices, hidden };
}
