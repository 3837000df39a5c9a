'use client';

import { useCallback, useEffect, useRef, useState } from 'react';
import type { Method } from '../../engine/protocol.ts';
import type { RaceEvent } from '../race-events.ts';
import { applyEvents, NO_RACE, type Race, startRace, stopRace } from './race-state.ts';
import { serverEvents } from './server-events.ts';

export interface RaceOptions {
  prompt: string;
  methods: Method[];
  maxNewTokens: number;
}

/** Runs races against the server; events are applied once a frame, however fast they come. */
export function useRace() {
  const [race, setRace] = useState<Race>(NO_RACE);
  const [error, setError] = useState<string | null>(null);
  const controller = useRef<AbortController | null>(null);

  const start = useCallback(async (options: RaceOptions) => {
    controller.current?.abort();
    const own = new AbortController();
    controller.current = own;
    setError(null);
    setRace(startRace(options.methods));
    let waiting: RaceEvent[] = [];
    let frame = 0;
    const flush = () => {
      frame = 0;
      const events = waiting;
      waiting = [];
      setRace((before) => applyEvents(before, events));
    };
    try {
      const response = await fetch('/api/race', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(options),
        signal: own.signal,
      });
      if (!response.ok || !response.body) {
        const body = (await response.json().catch(() => null)) as { error?: string } | null;
        throw new Error(body?.error ?? `the server answered ${response.status}`);
      }
      for await (const event of serverEvents(response.body)) {
        waiting.push(event as RaceEvent);
        if (frame === 0) frame = requestAnimationFrame(flush);
      }
      cancelAnimationFrame(frame);
      flush();
      setRace((before) => (before.running ? stopRace(before) : before));
    } catch (cause) {
      cancelAnimationFrame(frame);
      if (waiting.length > 0) flush();
      if (controller.current !== own) return;
      setRace(stopRace);
      if (!own.signal.aborted) setError(cause instanceof Error ? cause.message : String(cause));
    }
  }, []);

  const stop = useCallback(() => controller.current?.abort(), []);
  useEffect(() => () => controller.current?.abort(), []);
  return { race, error, start, stop };
}
