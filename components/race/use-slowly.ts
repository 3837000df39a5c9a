'use client';

import { useEffect, useRef, useState } from 'react';

/**
 * A value that changes at every frame, handed on every `everyMs` at most while `hurried`, and at once otherwise:
 * figures need not be computed, nor status told, sixty times a second.
 */
export function useSlowly<T>(value: T, everyMs: number, hurried: boolean): T {
  const [slow, setSlow] = useState(value);
  const newest = useRef(value);
  newest.current = value;
  useEffect(() => {
    if (!hurried) return;
    setSlow(newest.current);
    const timer = setInterval(() => setSlow(newest.current), everyMs);
    return () => clearInterval(timer);
  }, [hurried, everyMs]);
  return hurried ? slow : value;
}
