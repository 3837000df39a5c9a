'use client';

import { useEventStream } from '../data/use-event-stream.ts';
import type { RaceEvent } from '../race-events.ts';
import { applyEvents, NO_RACE, type Race, stopRace } from './race-state.ts';

const RACE = {
  first: NO_RACE,
  apply: applyEvents,
  isLast: ({ type }: RaceEvent) => type === 'race-end',
};

/** The race of an id, as far as the server has told it. `null` is no race. */
export function useRace(id: string | null): { race: Race; error: string | null; lost: boolean } {
  const path = id === null ? null : `/api/races/${encodeURIComponent(id)}/events`;
  const { state, gone, lost } = useEventStream<Race, RaceEvent>(path, RACE);
  if (!gone) return { race: state, error: null, lost };
  return {
    race: state.running ? stopRace(state) : state,
    lost,
    error: `The server has no race ${id}: it keeps the running one and the last few, until it is restarted.`,
  };
}
