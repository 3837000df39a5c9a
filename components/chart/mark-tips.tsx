'use client';

import { useRouter } from 'next/navigation';
import { type MouseEvent, type ReactNode, useRef, useState } from 'react';

interface MarkTipsProps {
  /** Of the picture, for screen readers. */
  name: string;
  /** What the picture takes, pixels, before it is there too. */
  height: number;
  children: ReactNode;
}

/** A picture whose links say beside them what they are, under the pointer or the keyboard, and lead on within the page. */
export function MarkTips({ name, height, children }: MarkTipsProps) {
  const place = useRef<HTMLElement>(null);
  const router = useRouter();
  const [tip, setTip] = useState<Tip | null>(null);
  const follow = (event: MouseEvent) => {
    const href = linkAt(event.target)?.getAttribute('href');
    if (!href || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    router.push(href);
  };
  const show = ({ target }: { target: EventTarget }) => {
    const link = linkAt(target);
    const box = place.current?.getBoundingClientRect();
    if (!link || !box) return setTip(null);
    const mark = link.getBoundingClientRect();
    const middle = mark.left + mark.width / 2 - box.left;
    setTip({
      words: link.getAttribute('aria-label') ?? '',
      top: mark.top - box.top,
      // The side with more room.
      ...(middle > box.width / 2 ? { right: box.width - middle } : { left: middle }),
    });
  };
  return (
    <figure
      ref={place}
      aria-label={name}
      className="plot chart"
      style={{ minHeight: height }}
      onClickCapture={follow}
      onPointerOver={show}
      onPointerLeave={() => setTip(null)}
      onFocusCapture={show}
      onBlurCapture={() => setTip(null)}
    >
      {children}
      {tip ? (
        <div
          className="chart-tip"
          style={{ top: tip.top, left: tip.left, right: tip.right }}
          aria-hidden="true"
        >
          {tip.words}
        </div>
      ) : null}
    </figure>
  );
}

/** The words of a mark beside it; pixels from the picture's edges. */
interface Tip {
  words: string;
  top: number;
  left?: number;
  right?: number;
}

function linkAt(target: EventTarget): Element | null {
  return target instanceof Element ? target.closest('a') : null;
}
