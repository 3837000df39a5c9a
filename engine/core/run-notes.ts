/** What a reader must know before the figures of a run: was the machine quiet, are they all there, what do they mean. */

import { groupBy } from './group-by.ts';
import { known } from './known.ts';
import { estimateRatio, geometricMean, mean, type RatioEstimate } from './statistics.ts';

/** Shares of the machine's time, and of vanilla's speed, from which on a run is called noisy. */
export const NOISE_BOUNDS = { others: 0.1, steal: 0.02, drift: 0.05 } as const;

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
}

/** Mean shares over the groups. */
export interface MachineWatch extends MachineLoad {
  /** Vanilla's speed in each later repeat over that in the first, paired by question; empty with one repeat. */
  drift: RatioEstimate[];
  noisy: boolean;
  /** While the cost of a pass was measured; absent where it was not, or not watched. */
  costLoad?: MachineLoad | undefined;
}

export function watchOf(groups: readonly WatchedGroup[], costLoad?: MachineLoad | undefined): MachineWatch {
  const load = meanLoad(groups.map((group) => group.load));
  const drift = driftOf(groups);
  const noisy =
    isNoisy(load) ||
    drift.some(({ mean: ratio }) => Math.abs(Math.log(ratio)) > Math.log(1 + NOISE_BOUNDS.drift));
  return { ...load, drift, noisy, ...(costLoad === undefined ? {} : { costLoad }) };
}

/** One sentence each, in the words of every surface. */
export function watchSentences({ drift, noisy, costLoad, ...load }: MachineWatch): string[] {
  const parts = [
    loadWords(load),
    ...drift.map(
      ({ mean: ratio }, i) => `vanilla ran at ${ratio.toFixed(2)} times its first speed in repeat ${i + 2}`,
    ),
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
  const seen = load.others !== null || load.steal !== null || drift.length > 0;
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

function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}
