'use client';

import { useElementSize } from '@mantine/hooks';
import { formatFigure } from '../../engine/core/figure-catalog.ts';
import { percent } from '../format.ts';
import { type LengthRow, longestOf, partLabel } from './lengths.ts';

/** Pixels. */
const ROW = 26;
const BAR = 18;
const LEFT = 92;
const RIGHT = 74;
const LEAST_PLOT = 80;
/** Percent of the hue for the longest length; nothing accepted is left empty. */
const DEEPEST = 45;

/** A row a category: how many of its steps accepted 0, 1, 2 .. candidates, all rows on one scale from 0 to 100 %. */
export function LengthBars({ rows, color }: { rows: readonly LengthRow[]; color: string }) {
  const { ref, width } = useElementSize();
  const plot = Math.max(LEAST_PLOT, width - LEFT - RIGHT);
  const height = rows.length * ROW;
  const longest = Math.max(1, longestOf(rows));
  return (
    <div ref={ref} style={{ minHeight: height }}>
      <svg data-picture width={LEFT + plot + RIGHT} height={height} role="img" fontSize={12}>
        <title>Share of steps by accepted candidates, by category</title>
        {rows.map(({ name, parts, meanAcceptedLength }, i) => (
          <g key={name} transform={`translate(0,${i * ROW})`}>
            <text x={0} y={BAR - 4} fill="var(--mantine-color-text)">
              {name}
            </text>
            {parts.map((part) => {
              const { length, share, from } = part;
              const words = partLabel(part, plot * share);
              return (
                <g key={length}>
                  <title>{`${name}, ${length} accepted: ${percent(share)} of the steps`}</title>
                  <rect
                    x={LEFT + plot * from}
                    width={plot * share}
                    height={BAR}
                    stroke={color}
                    fill={`color-mix(in srgb, ${color} ${(DEEPEST * length) / longest}%, var(--surface))`}
                  />
                  {words === '' ? null : (
                    <text
                      x={LEFT + plot * (from + share / 2)}
                      y={BAR - 5}
                      textAnchor="middle"
                      fontSize={11}
                      fill="var(--mantine-color-text)"
                    >
                      {words}
                    </text>
                  )}
                </g>
              );
            })}
            <text x={LEFT + plot + 10} y={BAR - 4} fill="var(--mantine-color-text)" className="figures">
              {`mean ${formatFigure('meanAcceptedLength', meanAcceptedLength)}`}
            </text>
          </g>
        ))}
      </svg>
    </div>
  );
}
