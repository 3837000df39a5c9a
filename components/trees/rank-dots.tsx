'use client';

import { useElementSize } from '@mantine/hooks';
import type { RankAcceptance } from '../../engine/core/tree-findings.ts';
import { percent } from '../format.ts';
import { intervalText } from './trees-text.ts';

/** Pixels. */
const ROW = 24;
const LEFT = 122;
const RIGHT = 118;
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
  const plot = Math.max(LEAST_PLOT, width - LEFT - RIGHT);
  const height = ranks.length * ROW + AXIS;
  const at = (share: number) => LEFT + share * plot;
  return (
    <div ref={ref} style={{ minHeight: height }}>
      <svg data-picture width={LEFT + plot + RIGHT} height={height} role="img" fontSize={12}>
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
          const y = i * ROW + ROW / 2;
          return (
            <g key={`${depth}.${rank}`}>
              <title>{`95 % interval ${intervalText(interval)}`}</title>
              <text x={0} y={y + 4} fill="var(--mantine-color-text)">
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
              <text x={LEFT + plot + 12} y={y + 4} fill="var(--mantine-color-text)" className="figures">
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
