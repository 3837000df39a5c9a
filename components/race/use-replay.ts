'use client';

import { useDebouncedCallback } from '@mantine/hooks';
import { useCallback, useEffect, useRef, useState } from 'react';

export interface Replay {
  /** Place on the axis; null is its end, which a running race moves on. */
  position: number | null;
  playing: boolean;
  /** Played, or moved by hand a moment ago: what need not follow every frame can wait until it rests. */
  moving: boolean;
  play: () => void;
  pause: () => void;
  /** Stops at a place; null, or one behind the end, is the end. `end` is that of the axis to come, where it changes. */
  seek: (position: number | null, end?: number) => void;
}

/** So long after the last move by hand the place is at rest, milliseconds. */
const REST_MS = 200;

/** Moves a place along an axis of `end` units, `rate` of them a millisecond, from one frame to the next. */
export function useReplay(start: number | null, end: number, rate: number): Replay {
  const [position, setPosition] = useState(start);
  const [playing, setPlaying] = useState(false);
  const [sought, setSought] = useState(false);
  const now = useRef(position);
  now.current = position;
  const axis = useRef({ end, rate });
  axis.current = { end, rate };
  useEffect(() => {
    if (!playing) return;
    let lastMs = performance.now();
    let frame = requestAnimationFrame(function step(ms) {
      const next = (now.current ?? axis.current.end) + (ms - lastMs) * axis.current.rate;
      lastMs = ms;
      if (next >= axis.current.end) {
        setPosition(null);
        setPlaying(false);
        return;
      }
      setPosition(next);
      frame = requestAnimationFrame(step);
    });
    return () => cancelAnimationFrame(frame);
  }, [playing]);
  // Every move by hand begins the wait anew.
  const rest = useDebouncedCallback(() => setSought(false), REST_MS);
  const play = useCallback(() => {
    setPosition((before) => before ?? 0);
    setPlaying(true);
  }, []);
  const pause = useCallback(() => setPlaying(false), []);
  const seek = useCallback(
    (to: number | null, end = axis.current.end) => {
      setPlaying(false);
      setSought(true);
      rest();
      setPosition(to === null || to >= end ? null : Math.max(0, to));
    },
    [rest],
  );
  return { position, playing, moving: playing || sought, play, pause, seek };
}
