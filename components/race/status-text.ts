/** What a screen reader is told of a race; the answers themselves are no live regions. Pure. */
import { METHOD_STYLES } from '../methods.ts';
import { type Lane, laneTokens, type Race } from './race-state.ts';

/** Told at once when it changes: what begins, what is over. */
export function phaseText({ lanes, running, ahead, preparing }: Race): string {
  if (lanes.length === 0) return '';
  if (ahead.length > 0) return `The race waits for ${ahead.join(', ')}`;
  if (preparing) return 'The engine is being opened';
  if (running) {
    const active = lanes.find((lane) => lane.status === 'reading' || lane.status === 'decoding');
    return active ? `${nameOf(active)} is decoding` : 'Race started';
  }
  const ends = lanes.map((lane) => `${nameOf(lane)} ${lane.status}, ${lane.steps.length} steps`);
  return `Race over: ${ends.join('; ')}`;
}

/** Told now and then while it runs or is replayed: "vanilla 84, Medusa 61 tokens". */
export function countsText(lanes: readonly Lane[]): string {
  return `${lanes.map((lane) => `${nameOf(lane)} ${laneTokens(lane)}`).join(', ')} tokens`;
}

function nameOf({ method }: Lane): string {
  return METHOD_STYLES[method].label;
}
