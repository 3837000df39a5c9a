/** What a reader must know before the figures of a run: was the machine quiet, are they all there, what do they mean. */

import { groupBy } from './group-by.ts';
import { known } from './known.ts';
import { estimateRatio, geometricMean, mean, quantile, type RatioEstimate } from './statistics.ts';

/**
 * Shares of the machine's time, and of vanilla's speed, from which on a run is called noisy. `pace` is of the slow tenth of
 * its answers against the quick one, and of the middle against the cost curve: 0.21 and 0.16 where nothing disturbed a run,
 * 0.38 and more where neighbours took the memory, which no counter of the system shows (docs/experiments.md, "MT-bench's
 * questions by today's engine").
 */
export const NOISE_BOUNDS = { others: 0.1, steal: 0.02, drift: 0.05, pace: 0.3 } as const;

/** Answers from which on their tenths say something. */
const PACED_ANSWERS = 10;

/** Shares of the machine's processor time during a group; null where the system does not tell. */
export interface MachineLoad {
  /** Taken by other processes. */
  others: number | null;
  /** Taken by the hypervisor for other machines. */
  steal: number | null;
}

export const UNKNOWN_LOAD: MachineLoad = { others: null, steal: null };

/** Mean shares of those that are known; null where none is. */
export function meanLoad(loads: readonly MachineLoad[]): MachineLoad {
  return {
    others: mean(known(loads.map(({ others }) => others))),
    steal: mean(known(loads.map(({ steal }) => steal))),
  };
}

/** What is not known makes no noise. */
export function isNoisy({ others, steal }: MachineLoad): boolean {
  return (others ?? 0) > NOISE_BOUNDS.others || (steal ?? 0) > NOISE_BOUNDS.steal;
}

/** "other processes took 3 % of the machine; 0 % was stolen by the hypervisor". */
export function loadWords({ others, steal }: MachineLoad): string {
  if (others === null && steal === null) return 'load n/a, not recorded';
  return [
    others === null
      ? 'load of other processes not known'
      : `other processes took ${percent(others)} of the machine`,
    steal === null ? 'steal not known' : `${percent(steal)} was stolen by the hypervisor`,
  ].join('; ');
}

/** What is watched of one group. */
export interface WatchedGroup {
  questionId: number | string;
  repeat: number;
  load: MachineLoad;
  /** Decode tokens per second; null where unknown. */
  vanillaRate: number | null;
  /** Vanilla's steps over what the cost curve says (cost-curve.ts); null without a curve. */
  pace: number | null;
}

/** Of vanilla's answers: the middle one, and where the quickest and the slowest tenth begin. */
export interface Pace {
  median: number;
  low: number;
  high: number;
}

/** Mean shares over the groups. */
export interface MachineWatch extends MachineLoad {
  /** Vanilla's speed in each later repeat over that in the first, paired by question; empty with one repeat. */
  drift: RatioEstimate[];
  /** Null without a cost curve, and with few answers. */
  pace: Pace | null;
  noisy: boolean;
  /** While the cost of a pass was measured; absent where it was not, or not watched. */
  costLoad?: MachineLoad | undefined;
}

export function watchOf(groups: readonly WatchedGroup[], costLoad?: MachineLoad | undefined): MachineWatch {
  const load = meanLoad(groups.map((group) => group.load));
  const drift = driftOf(groups);
  const pace = paceOfRun(groups);
  const noisy =
    isNoisy(load) ||
    drift.some(({ mean: ratio }) => isBeyond(ratio, NOISE_BOUNDS.drift)) ||
    (pace !== null &&
      [pace.high / pace.low, pace.median].some((ratio) => isBeyond(ratio, NOISE_BOUNDS.pace)));
  return { ...load, drift, pace, noisy, ...(costLoad === undefined ? {} : { costLoad }) };
}

/** One sentence each, in the words of every surface. */
export function watchSentences({ drift, pace, noisy, costLoad, ...load }: MachineWatch): string[] {
  const parts = [
    loadWords(load),
    ...drift.map(
      ({ mean: ratio }, i) => `vanilla ran at ${ratio.toFixed(2)} times its first speed in repeat ${i + 2}`,
    ),
    ...(pace ? [paceWords(pace)] : []),
  ];
  const sentence = `${parts.join('; ')}.`;
  const cost =
    costLoad && isNoisy(costLoad)
      ? [
          `While the cost of a pass was measured, ${loadWords(costLoad)}: predicted costs, and the candidates that steps chose by them, may be off.`,
        ]
      : [];
  if (noisy)
    // Others are named only where they were seen: a processor that others share outside of the machine only drifts.
    return [
      `${isNoisy(load) ? 'Noisy' : 'Unsteady'} machine: ${sentence} Ratios are paired and hold better than the rates themselves.`,
      ...cost,
    ];
  const seen = load.others !== null || load.steal !== null || drift.length > 0 || pace !== null;
  return [`${seen ? 'Quiet machine' : 'Machine'}: ${sentence}`, ...cost];
}

function driftOf(groups: readonly WatchedGroup[]): RatioEstimate[] {
  const repeats = Math.max(0, ...groups.map((group) => group.repeat)) + 1;
  const byQuestion = [...groupBy(groups, (group) => String(group.questionId)).values()];
  const drift: RatioEstimate[] = [];
  for (let repeat = 1; repeat < repeats; repeat++) {
    const ratios = byQuestion.map((own) => {
      const first = own.filter((group) => group.repeat === 0).map((group) => group.vanillaRate);
      const later = own.filter((group) => group.repeat === repeat).map((group) => group.vanillaRate);
      const [a, b] = [geometricMean(known(first)), geometricMean(known(later))];
      return a === null || b === null || first.length !== later.length ? null : b / a;
    });
    const estimate = estimateRatio(known(ratios));
    if (estimate) drift.push(estimate);
  }
  return drift;
}

function paceOfRun(groups: readonly WatchedGroup[]): Pace | null {
  const paces = known(groups.map((group) => group.pace));
  if (paces.length < PACED_ANSWERS) return null;
  const at = (share: number) => quantile(paces, share) as number;
  return { median: at(0.5), low: at(0.1), high: at(0.9) };
}

function paceWords({ median, low, high }: Pace): string {
  const [middle, least, most] = [median, low, high].map((ratio) => ratio.toFixed(2));
  return `vanilla's steps took ${middle} times what the cost curve says (${least} to ${most} in eight of ten answers)`;
}

/** Whether a ratio is off 1 by more than `share`, up or down. */
function isBeyond(ratio: number, share: number): boolean {
  return Math.abs(Math.log(ratio)) > Math.log(1 + share);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}
