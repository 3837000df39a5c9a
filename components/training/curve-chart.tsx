'use client';

import { CartesianGrid, Legend, Line, LineChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';

const AXIS = { tick: { fill: 'var(--quiet)', fontSize: 12 }, stroke: 'var(--line)' };
/** Told apart by dash too. */
const DASHES = ['0', '6 3', '2 3', '8 3 2 3', '1 4'];

interface CurveChartProps {
  /** Pixels. */
  height: number;
  title: string;
  /** One a step; values by series name. */
  points: readonly Record<string, number>[];
  series: readonly string[];
  color: string;
  /** Top of the axis where it is fixed; it always begins at 0. */
  top?: number;
}

/** Lines over steps. A single point is a dot. */
export function CurveChart({ height, title, points, series, color, top }: CurveChartProps) {
  return (
    <ResponsiveContainer width="100%" height={height}>
      <LineChart data={[...points]} margin={{ top: 8, right: 16, bottom: 4, left: 4 }} title={title}>
        <CartesianGrid stroke="var(--line)" />
        <XAxis {...AXIS} dataKey="step" type="number" domain={['dataMin', 'dataMax']} />
        <YAxis {...AXIS} domain={[0, top ?? 'auto']} width={44} />
        <Tooltip contentStyle={{ background: 'var(--surface)', borderColor: 'var(--line)' }} />
        {series.length > 1 ? <Legend formatter={(name) => <span className="legend">{name}</span>} /> : null}
        {series.map((name, i) => (
          <Line
            key={name}
            dataKey={name}
            stroke={color}
            strokeDasharray={DASHES[i % DASHES.length]}
            strokeWidth={2}
            dot={points.length < 20}
            isAnimationActive={false}
          />
        ))}
      </LineChart>
    </ResponsiveContainer>
  );
}
