'use client';

import { Text } from '@mantine/core';
import type { CSSProperties } from 'react';
import { METHOD_STYLES } from '../methods.ts';
import styles from './race.module.css';
import type { Lane } from './race-state.ts';
import { measured, placeText } from './replay.ts';
import { StepStrip } from './step-strip.tsx';
import type { StripScale } from './step-strip-layout.ts';
import { TICKS } from './strips-chart.ts';

interface RaceTrackProps {
  lanes: readonly Lane[];
  scale: StripScale;
  /** Place of the axis that is looked at; null is all there is. */
  position: number | null;
  selected: { method: string; step: number } | null;
  onSelect: (method: Lane['method'], step: number) => void;
}

/** Every lane's strip under the other on one axis: longer blocks and fewer of them are the whole explanation. */
export function RaceTrack({ lanes, scale, position, selected, onSelect }: RaceTrackProps) {
  return (
    <div className={styles.track}>
      {lanes.map((lane) => {
        const { label, color, mark } = METHOD_STYLES[lane.method];
        return (
          <div key={lane.method} className={styles.row} style={{ '--lane': color } as CSSProperties}>
            <Text size="sm" fw={600} c={color} className={styles.name}>
              <span aria-hidden="true">{mark} </span>
              {label}
            </Text>
            <StepStrip
              method={lane.method}
              lane={measured(lane)}
              scale={scale}
              position={position}
              selected={selected?.method === lane.method ? selected.step : null}
              onSelect={(step) => onSelect(lane.method, step)}
            />
          </div>
        );
      })}
      <div className={styles.row} aria-hidden="true">
        <span className={styles.name} />
        <div className={`figures ${styles.axis}`}>
          {TICKS.map((share) => (
            <span key={share} style={{ left: `${100 * share}%` }}>
              {placeText(scale.align, share * scale.span)}
            </span>
          ))}
        </div>
      </div>
    </div>
  );
}
