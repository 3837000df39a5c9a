'use client';

import { useElementSize } from '@mantine/hooks';
import type { RankAcceptance } from '../../engine/core/tree-findings.ts';
import { percent } from '../format.ts';
import { intervalText } from './trees-text.ts';

/** Pixels. `dot` is where a row's line is, from its top; its words begin at `words`. */
const WIDE = { row: 24, left: 122, right: 138, dot: 12, words: 0 };
/** On a telephone the words stand above the line, which takes the whole width; the ends of the axis need room. */
const NARROW = { row: 42, left: 10, right: 18, dot: 30, words: 14 };
const BASE = 16;
const GAP = { wide: 12, narrow: -4 };
const NARROW_UNDER = 440;
const AXIS = 22;
const LEAST_PLOT = 60;
const TICKS = [0, 0.5, 1];

interface RankDotsProps {
  ranks: readonly RankAcceptance[];
  heading: (depth: number) => string;
  color: string;
}

/** Acceptance of each choice of each depth, given that all before it was accepted: a dot, its interval, its counts. */
export function RankDots({ ranks, heading, color }: RankDotsProps) {
  const { ref, width } = useElementSize();
  // Unmeasured it is 0.
  const narrow = width > 0 && width < NARROW_UNDER;
  const { row, left, right, dot, words } = narrow ? NARROW : WIDE;
  const plot = Math.max(LEAST_PLOT, width - left - right);
  const height = ranks.length * row + AXIS;
  const at = (share: number) => left + share * plot;
  return (
    <div ref={ref} style={{ minHeight: height }}>
      <svg data-picture width={left + plot + right} height={height} role="img" fontSize={12}>
        <title>Share of candidates accepted when reached, by depth and choice</title>
        {TICKS.map((tick) => (
          <g key={tick}>
            <path d={`M${at(tick)},0 V${height - AXIS}`} stroke="var(--line)" />
            <text x={at(tick)} y={height - 6} textAnchor="middle" fill="var(--quiet)" fontSize={11}>
              {100 * tick} %
            </text>
          </g>
        ))}
        {ranks.map(({ depth, rank, share, interval, tried, held }, i) => {
          const y = i * row + dot;
          const base = i * row + BASE;
          return (
            <g key={`${depth}.${rank}`}>
              <title>{`95 % interval ${intervalText(interval)}`}</title>
              <text x={words} y={base} fill="var(--mantine-color-text)">
                {`${heading(depth)}, choice ${rank + 1}`}
              </text>
              {interval && (
                <path
                  d={`M${at(interval[0])},${y} H${at(interval[1])} M${at(interval[0])},${y - 4} v8 M${at(interval[1])},${y - 4} v8`}
                  stroke={color}
                  strokeWidth={1.5}
                />
              )}
              {share !== null && <circle cx={at(share)} cy={y} r={4.5} fill={color} />}
              <text
                x={left + plot + (narrow ? GAP.narrow : GAP.wide)}
                y={base}
                textAnchor={narrow ? 'end' : 'start'}
                fill="var(--mantine-color-text)"
                className="figures"
              >
                {percent(share)}
                <tspan fill="var(--quiet)">{` ${held}/${tried}`}</tspan>
              </text>
            </g>
          );
        })}
      </svg>
    </div>
  );
}
