/** What a screen reader is told of a race; the answers themselves are no live regions. Pure. */
import { METHOD_STYLES } from '../methods.ts';
import type { Race } from './race-state.ts';

export function statusText({ lanes, running }: Race): string {
  if (lanes.length === 0) return '';
  if (running) {
    const active = lanes.find((lane) => lane.status === 'reading' || lane.status === 'decoding');
    return active ? `${METHOD_STYLES[active.method].label} is decoding` : 'Race started';
  }
  const ends = lanes.map(
    ({ method, status, steps }) => `${METHOD_STYLES[method].label} ${status}, ${steps.length} steps`,
  );
  return `Race over: ${ends.join('; ')}`;
}
