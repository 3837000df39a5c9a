import type { Method } from '../../engine/protocol.ts';
import { METHOD_STYLES } from '../methods.ts';
import { sparklinePath } from './sparkline-layout.ts';

interface SparklineProps {
  method: Method;
  /** One list a turn. */
  gains: readonly (readonly number[])[];
  /** Gain at the top, of the whole table. */
  most: number;
}

const [WIDTH, HEIGHT] = [96, 24];

/** What each step gained. The mean stands beside it as a figure of the row; the form is what it adds. */
export function Sparkline({ method, gains, most }: SparklineProps) {
  const steps = gains.flat();
  const words =
    steps.length === 0
      ? 'no steps'
      : `${steps.length} steps, ${Math.min(...steps)} to ${Math.max(...steps)} tokens each`;
  return (
    <svg width={WIDTH} height={HEIGHT} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={words}>
      <title>{words}</title>
      <line x1={0} x2={WIDTH} y1={HEIGHT - 0.5} y2={HEIGHT - 0.5} stroke="var(--line)" />
      <path
        d={sparklinePath(gains, { width: WIDTH, height: HEIGHT, most })}
        fill={METHOD_STYLES[method].color}
      />
    </svg>
  );
}
