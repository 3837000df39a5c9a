/** What else the machine did during a race, judged by the bounds and told in the words of a run. Pure. */
import { isNoisy, type MachineWatch, meanLoad, watchSentences } from '../../engine/core/run-notes.ts';
import type { Lane, Race } from './race-state.ts';

/** Over all lanes that are over. */
export function raceWatch({ lanes, load }: Pick<Race, 'lanes' | 'load'>): MachineWatch {
  const whole = load ?? meanLoad(lanes.flatMap((lane) => lane.load ?? []));
  return { ...whole, drift: [], pace: null, noisy: isNoisy(whole) };
}

/** Whether the machine was noisy over the race, or over the two lanes that the lane's speedup compares. */
export function noisySpeedup(lane: Lane, race: Pick<Race, 'lanes' | 'load'>): boolean {
  const vanilla = race.lanes.find(({ method }) => method === 'vanilla');
  const pair = meanLoad([lane.load ?? [], vanilla?.load ?? []].flat());
  return raceWatch(race).noisy || isNoisy(pair);
}

/** What "noisy" beside a speedup means; null where none is. */
export function noiseSentence(race: Pick<Race, 'lanes' | 'load'>): string | null {
  const watch = raceWatch(race);
  if (watch.noisy) return watchSentences(watch).join(' ');
  const some = race.lanes.some((lane) => lane.method !== 'vanilla' && noisySpeedup(lane, race));
  return some
    ? 'Noisy: others took much of the machine while a lane or vanilla ran; its speedup says so.'
    : null;
}
