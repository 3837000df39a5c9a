'use client';

import { useReducedMotion } from '@mantine/hooks';
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';

export interface Playback {
  /** False for those who asked for less motion: then there are single steps only. */
  possible: boolean;
  playing: boolean;
  toggle: () => void;
  /** Steps a second. */
  speed: number;
  setSpeed: (speed: number) => void;
}

export const SPEEDS = [1, 2, 4, 8] as const;

/** Goes on a step at a time until `last`, inclusive. The same from step to step while it stands still. */
export function usePlayback(step: number, last: number, onStep: (step: number) => void): Playback {
  const possible = !useReducedMotion();
  const [wanted, setWanted] = useState(false);
  const [speed, setSpeed] = useState<number>(2);
  const playing = wanted && possible && step < last;
  useEffect(() => {
    if (!playing) return;
    const timer = setTimeout(() => {
      if (step + 1 >= last) setWanted(false);
      onStep(step + 1);
    }, 1000 / speed);
    return () => clearTimeout(timer);
  }, [playing, step, last, speed, onStep]);
  const here = useRef(step);
  useLayoutEffect(() => {
    here.current = step;
  }, [step]);
  const toggle = useCallback(() => {
    // From the end it begins anew.
    if (!playing && here.current >= last) onStep(0);
    setWanted(!playing);
  }, [playing, last, onStep]);
  return useMemo(() => ({ possible, playing, toggle, speed, setSpeed }), [possible, playing, toggle, speed]);
}
