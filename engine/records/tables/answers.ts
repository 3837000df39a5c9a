import type { LedgerEntry } from '../../core/ledger.ts';
import { type DecodeFigures, figuresOf } from '../../core/metrics.ts';
import type { MachineLoad } from '../../core/run-notes.ts';
import type { AnswerGroup } from '../../core/run-summary.ts';
import { PLACE_COLUMNS, type Place, placesOf } from './place.ts';
import { type Cell, defineTable } from './table.ts';

interface Answer extends Place {
  /** Place in the order in which the methods ran, from 0. */
  order: number;
  figures: DecodeFigures;
  /** Null for vanilla. */
  entry: LedgerEntry | null;
}

export const ANSWERS = defineTable<Answer>(
  'answers',
  'One method on one turn of one question in one repeat.',
  [
    ...PLACE_COLUMNS,
    ['category', 'VARCHAR', 'Of the question', (a) => a.group.category],
    ['run_order', 'INTEGER', 'Place in the order in which the methods took turns, from 0', (a) => a.order],
    [
      'stop_reason',
      'VARCHAR',
      'end-token, budget, stop-string, context-full or cancelled',
      (a) => a.result.stopReason,
    ],
    [
      'prompt_tokens',
      'INTEGER',
      'Tokens of the prompt, template included',
      (a) => a.result.promptTokenIds.length,
    ],
    [
      'tokens',
      'INTEGER',
      "Emitted tokens: the prompt pass's one and those of the steps",
      (a) => a.figures.tokens,
    ],
    ['steps', 'INTEGER', 'Propose, verify, accept, commit cycles', (a) => a.figures.steps],
    ['prefill_ms', 'DOUBLE', 'Prompt passes of target and draft together', (a) => a.result.prefill.prefillMs],
    ['ttft_ms', 'DOUBLE', 'Request begin to first token, tokenisation included', (a) => a.figures.ttftMs],
    ['decode_ms', 'DOUBLE', 'First token to last token', (a) => a.figures.decodeMs],
    ['total_ms', 'DOUBLE', 'Request begin to last token', (a) => a.result.totalMs],
    ['tokens_per_second', 'DOUBLE', 'Step tokens / decode seconds', (a) => a.figures.decodeTokensPerSecond],
    [
      'end_to_end_tokens_per_second',
      'DOUBLE',
      'All tokens / seconds from the request on',
      (a) => a.figures.endToEndTokensPerSecond,
    ],
    [
      'tokens_per_step',
      'DOUBLE',
      "Step tokens / steps, the target's own token counted in",
      (a) => a.figures.tokensPerStep,
    ],
    [
      'mean_accepted_length',
      'DOUBLE',
      "Accepted nodes / steps, the target's own token left out",
      (a) => a.figures.meanAcceptedLength,
    ],
    ['proposed_nodes', 'INTEGER', 'Nodes without the roots', (a) => a.figures.proposedNodes],
    ['accepted_nodes', 'INTEGER', 'Nodes on accepted paths, before any cut', (a) => a.figures.acceptedNodes],
    [
      'cut_tokens',
      'INTEGER',
      "Tokens of the last step's run behind the end of the answer",
      (a) => a.figures.cutTokens,
    ],
    [
      'outcome',
      'VARCHAR',
      "Against vanilla's output: identical, near-tie, not-compared, suspect; null for vanilla",
      (a) => a.entry?.comparison.kind,
    ],
    [
      'first_difference',
      'INTEGER',
      'Index of the first token that differs',
      (a) => ofDifference(a, 'position'),
    ],
    [
      'vanilla_token',
      'INTEGER',
      'Token of vanilla there; null where it had ended',
      (a) => ofDifference(a, 'vanillaToken'),
    ],
    ['other_token', 'INTEGER', 'Token of the method there', (a) => ofDifference(a, 'otherToken')],
    ['top2_gap', 'DOUBLE', "Vanilla's best logit minus its second there", (a) => ofDifference(a, 'gap')],
    [
      'top1_probability',
      'DOUBLE',
      "Mean probability of the target's first choice over vanilla's answer",
      (a) => a.group.predictability?.top1Probability,
    ],
    [
      'entropy',
      'DOUBLE',
      'Mean entropy of its distribution there, nats',
      (a) => a.group.predictability?.entropy,
    ],
    [
      'load_others',
      'DOUBLE',
      "Share of the machine's time that other processes took meanwhile: during the answer in a race, else during the group",
      (a) => loadOf(a).others,
    ],
    ['load_steal', 'DOUBLE', 'Share that the hypervisor took, likewise', (a) => loadOf(a).steal],
    ['text', 'VARCHAR', 'The answer', (a) => a.result.text],
  ],
  function* (run) {
    const entries = new Map(run.ledger.map((entry) => [keyOf(entry, entry.method), entry]));
    for (const place of placesOf(run)) {
      const { group, result } = place;
      yield {
        ...place,
        order: group.results.indexOf(result),
        figures: figuresOf(result),
        entry: entries.get(keyOf(group, result.method)) ?? null,
      };
    }
  },
);

function ofDifference({ entry }: Answer, field: 'position' | 'vanillaToken' | 'otherToken' | 'gap'): Cell {
  const comparison = entry?.comparison;
  return comparison?.kind === 'near-tie' || comparison?.kind === 'suspect' ? comparison[field] : null;
}

function keyOf(
  { questionId, turn, repeat }: Pick<AnswerGroup, 'questionId' | 'turn' | 'repeat'>,
  method: string,
) {
  return JSON.stringify([questionId, turn, repeat, method]);
}

/** Of the answer itself where it was watched, of its group elsewhere. */
function loadOf({ group, result }: Answer): MachineLoad {
  return group.loads?.[result.method] ?? group.load;
}
