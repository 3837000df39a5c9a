'use client';

import { useIntersection } from '@mantine/hooks';
import { type ReactNode, useState } from 'react';

/** Near enough that a first look at a page does not load it. */
const MARGIN = '150px 0px';

/**
 * What stands far down a page, made when the reader comes near: with `next/dynamic`, its code is no part of the first load.
 * `height` in pixels is what it will take.
 */
export function WhenNear({ height, children }: { height: number; children: ReactNode }) {
  const { ref, entry } = useIntersection({ rootMargin: MARGIN });
  const [near, setNear] = useState(false);
  if (entry?.isIntersecting && !near) setNear(true);
  return (
    <div ref={ref} style={{ minHeight: height }}>
      {near ? children : null}
    </div>
  );
}
