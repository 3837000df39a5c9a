/** What a race lost to the end of the engine's process, and what it kept. Pure. */
import { METHOD_STYLES } from '../methods.ts';
import type { Lane, Race } from './race-state.ts';

const names = (lanes: readonly Lane[]): string =>
  lanes.map(({ method }) => METHOD_STYLES[method].label).join(', ');

/** Sentences; empty where nothing was lost. */
export function lossSentences({ lanes, running }: Pick<Race, 'lanes' | 'running'>): string[] {
  const lost = lanes.filter(({ engineLost }) => engineLost);
  if (lost.length === 0) return [];
  const kept = lanes.filter(({ status }) => status === 'done');
  const waiting = lanes.filter(({ status }) => status === 'waiting' || status === 'reading');
  return [
    `The engine's process ended in the middle of an answer. Lost: ${names(lost)}.`,
    kept.length > 0 ? `Kept: ${names(kept)}.` : 'No answer was whole before.',
    running && waiting.length > 0
      ? `A new engine takes over for ${names(waiting)}.`
      : 'A new engine has taken over: run the race again for what was lost.',
  ];
}
