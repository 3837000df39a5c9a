'use client';

import { probability } from '../format.ts';

interface ProbabilityScaleProps {
  name: string;
  /** Null where the record does not have it; `missing` then says why. */
  value: number | null;
  missing: string;
  color: string;
}

/** A probability on a scale that is always 0 to 1, so that steps compare. */
export function ProbabilityScale({ name, value, missing, color }: ProbabilityScaleProps) {
  return (
    <div className="scale figures">
      <span className="scale-name">{name}</span>
      {value === null ? (
        <span className="scale-missing">n/a: {missing}</span>
      ) : (
        <>
          <span className="scale-track" aria-hidden="true">
            <span style={{ width: `${100 * Math.min(1, value)}%`, background: color }} />
          </span>
          <span className="scale-value">{probability(value)}</span>
        </>
      )}
    </div>
  );
}
