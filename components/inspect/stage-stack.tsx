'use client';

import type { StepTimes } from '../../engine/protocol.ts';
import { duration } from '../format.ts';

/** How each stage is filled; the hue stays the method's. */
const STAGES = [
  { name: 'draft', fill: (color: string) => color },
  {
    name: 'verify',
    fill: (color: string) => `color-mix(in srgb, ${color} 45%, var(--surface))`,
  },
  {
    name: 'other',
    fill: (color: string) =>
      `repeating-linear-gradient(45deg, var(--surface) 0 3px, color-mix(in srgb, ${color} 60%, var(--surface)) 3px 5px)`,
  },
] as const;

interface StageStackProps {
  times: StepTimes;
  color: string;
  /** Vanilla's mean milliseconds a token on this prompt; null where it is not known. */
  vanillaMs: number | null;
  gained: number;
}

/** Where a step's time went: one bar, its parts in milliseconds. Plain elements: all of it changes with every step. */
export function StageStack({ times, color, vanillaMs, gained }: StageStackProps) {
  const { draftMs, verifyMs, acceptMs, commitMs, stepMs } = times;
  const ms = { draft: draftMs, verify: verifyMs, other: Math.max(0, stepMs - draftMs - verifyMs) };
  const cost = vanillaMs === null ? null : stepMs / vanillaMs;
  return (
    <div className="figures">
      <p className="stage-title">Where the {duration(stepMs)} went</p>
      <div className="stage-stack" aria-hidden="true">
        {STAGES.map(({ name, fill }) => (
          <span key={name} style={{ width: `${(100 * ms[name]) / stepMs}%`, background: fill(color) }} />
        ))}
      </div>
      <ul className="stage-list">
        {STAGES.map(({ name, fill }) => (
          <li key={name}>
            <span className="stage-key" style={{ background: fill(color) }} aria-hidden="true" />
            {name} {duration(ms[name])}
          </li>
        ))}
      </ul>
      <p className="stage-note">
        Other: accepting {duration(acceptMs)}, committing {duration(commitMs)}, and what lies between.
      </p>
      {cost === null ? null : (
        <p className="stage-note">
          A token of vanilla's took {duration(vanillaMs)} on this prompt: this step cost {cost.toFixed(2)} of
          that and gained {gained} {gained === 1 ? 'token' : 'tokens'}.
        </p>
      )}
    </div>
  );
}
