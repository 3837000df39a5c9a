'use client';

import {
  CartesianGrid,
  ErrorBar,
  ReferenceLine,
  ResponsiveContainer,
  Scatter,
  ScatterChart,
  Tooltip,
  XAxis,
  YAxis,
  ZAxis,
} from 'recharts';
import type { Reliability, ReliabilityBin } from '../../engine/core/tree-findings.ts';
import { probability } from '../format.ts';
import { RELIABILITY_HEIGHT } from './reliability-height.ts';
import { binName } from './reliability-words.ts';
import styles from './trees.module.css';
import { intervalText } from './trees-text.ts';

/** Areas of the dots, in square pixels. */
const DOTS: [number, number] = [30, 260];
const TICKS = [0, 0.2, 0.4, 0.6, 0.8, 1];

interface Dot {
  x: number;
  y: number;
  tried: number;
  /** Below and above the dot. */
  error: [number, number];
  said: string;
}

/** How often candidates were accepted whose draft probability was so high; on the diagonal a draft is calibrated. */
export function ReliabilityChart({ reliability, color }: { reliability: Reliability; color: string }) {
  const dots = reliability.bins.map(dotOf);
  return (
    <ResponsiveContainer width="100%" height={RELIABILITY_HEIGHT}>
      <ScatterChart margin={{ top: 8, right: 16, bottom: 24, left: 8 }}>
        <CartesianGrid stroke="var(--line)" />
        <XAxis
          type="number"
          dataKey="x"
          domain={[0, 1]}
          ticks={TICKS}
          stroke="var(--quiet)"
          fontSize={12}
          label={{
            value: "draft's probability",
            position: 'insideBottom',
            offset: -12,
            fill: 'var(--quiet)',
            fontSize: 12,
          }}
        />
        <YAxis
          type="number"
          dataKey="y"
          domain={[0, 1]}
          ticks={TICKS}
          stroke="var(--quiet)"
          fontSize={12}
          width={48}
          label={{
            value: 'accepted',
            angle: -90,
            position: 'insideLeft',
            fill: 'var(--quiet)',
            fontSize: 12,
          }}
        />
        <ZAxis type="number" dataKey="tried" range={DOTS} />
        <ReferenceLine
          segment={[
            { x: 0, y: 0 },
            { x: 1, y: 1 },
          ]}
          stroke="var(--quiet)"
          strokeDasharray="5 4"
          ifOverflow="visible"
        />
        <Tooltip cursor={false} content={<DotWords />} />
        <Scatter data={dots} fill={color} isAnimationActive={false}>
          <ErrorBar dataKey="error" direction="y" stroke={color} strokeWidth={1.5} width={5} />
        </Scatter>
      </ScatterChart>
    </ResponsiveContainer>
  );
}

function dotOf({ bin, share, interval, meanProb, tried, held }: ReliabilityBin): Dot {
  const y = share ?? 0;
  return {
    x: meanProb,
    y,
    tried,
    error: interval ? [y - interval[0], interval[1] - y] : [0, 0],
    said: `Draft said ${binName(bin)} (mean ${probability(meanProb)}): ${held} of ${tried} reached candidates accepted, ${probability(share)}; 95 % interval ${intervalText(interval)}`,
  };
}

function DotWords({ payload = [] }: { payload?: readonly { payload?: Dot }[] }) {
  const dot = payload[0]?.payload;
  return dot ? <div className={styles.words}>{dot.said}</div> : null;
}
