'use client';

import { useEffect, useState } from 'react';
import type { RaceEvent } from '../race-events.ts';
import { applyEvents, NO_RACE, type Race, stopRace } from './race-state.ts';

/**
 * The race of an id, told by the server: all of it from its start, wherever this page comes in. Events are applied once
 * a frame, however fast they come. `null` is no race.
 */
export function useRace(id: string | null): { race: Race; error: string | null } {
  const [race, setRace] = useState<Race>(NO_RACE);
  const [error, setError] = useState<string | null>(null);
  useEffect(() => {
    setRace(NO_RACE);
    setError(null);
    if (id === null) return;
    let waiting: RaceEvent[] = [];
    let frame = 0;
    const flush = () => {
      frame = 0;
      const events = waiting;
      waiting = [];
      setRace((before) => applyEvents(before, events));
    };
    // The browser comes back by itself after a lost connection, naming the last event it had.
    const source = new EventSource(`/api/races/${encodeURIComponent(id)}/events`);
    source.onmessage = ({ data }: MessageEvent<string>) => {
      const event = JSON.parse(data) as RaceEvent;
      waiting.push(event);
      if (event.type === 'race-end') source.close();
      if (frame === 0) frame = requestAnimationFrame(flush);
    };
    source.onerror = () => {
      if (source.readyState !== EventSource.CLOSED) return;
      setError(
        `The server has no race ${id}: it keeps the running one and the last few, until it is restarted.`,
      );
      setRace((before) => (before.running ? stopRace(before) : before));
    };
    return () => {
      source.close();
      cancelAnimationFrame(frame);
    };
  }, [id]);
  return { race, error };
}
