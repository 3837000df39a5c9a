'use client';

import { useMediaQuery } from '@mantine/hooks';
import { Bar, BarChart, CartesianGrid, Legend, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { formatFigure } from '../../engine/core/figure-catalog.ts';
import { METHOD_STYLES } from '../methods.ts';
import type { FiguresSeries } from './figures-series.ts';

const AXIS = { tick: { fill: 'var(--quiet)', fontSize: 12 }, stroke: 'var(--line)' };

function unitLabel(angle: 0 | -90) {
  return {
    value: 'tokens per second',
    angle,
    position: angle === 0 ? ('insideBottom' as const) : ('insideLeft' as const),
    fill: 'var(--quiet)',
    fontSize: 12,
    style: { textAnchor: 'middle' as const },
  };
}

/** Bars from zero, upright where there is room, lying on narrow screens. The table beside it is the accessible form. */
export function FiguresBars({ series }: { series: FiguresSeries }) {
  const narrow = useMediaQuery('(max-width: 48em)') ?? false;
  return (
    <div style={{ height: narrow ? 760 : 300 }} data-testid="figures-chart">
      <ResponsiveContainer width="100%" height="100%">
        <BarChart
          data={series.rows}
          layout={narrow ? 'vertical' : 'horizontal'}
          margin={{ left: 4, right: 8, top: 8, bottom: 4 }}
          title="Tokens per second by category and method"
        >
          <CartesianGrid vertical={narrow} horizontal={!narrow} stroke="var(--line)" />
          {narrow ? (
            <>
              <XAxis {...AXIS} type="number" domain={[0, 'auto']} height={44} label={unitLabel(0)} />
              <YAxis {...AXIS} type="category" dataKey="category" interval={0} width={82} />
            </>
          ) : (
            <>
              <XAxis {...AXIS} dataKey="category" interval={0} />
              <YAxis {...AXIS} domain={[0, 'auto']} width={52} label={unitLabel(-90)} />
            </>
          )}
          <Tooltip
            formatter={(value, name) => [
              formatFigure('tokensPerSecond', typeof value === 'number' ? value : null),
              name,
            ]}
            contentStyle={{ background: 'var(--surface)', borderColor: 'var(--line)' }}
            cursor={{ fill: 'var(--line)', fillOpacity: 0.4 }}
          />
          <Legend itemSorter={null} formatter={(name) => <span className="legend">{name}</span>} />
          {series.methods.map((method) => (
            <Bar
              key={method}
              dataKey={method}
              name={METHOD_STYLES[method].label}
              fill={METHOD_STYLES[method].color}
              isAnimationActive={false}
            />
          ))}
        </BarChart>
      </ResponsiveContainer>
    </div>
  );
}
