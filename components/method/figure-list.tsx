'use client';

import { Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { FIGURE_IDS, figureEntry, showFigure } from '../../engine/core/figure-catalog.ts';
import { METHODS } from '../../engine/protocol.ts';
import type { RunView } from '../data/api-schema.ts';
import { METHOD_STYLES } from '../methods.ts';
import styles from './method.module.css';
import { workedFormulas } from './worked.ts';

/** Every figure of the catalog: formula, what it is over, who defines it otherwise, and what it is in this run. */
export function FigureList({ run }: { run: RunView }) {
  const [wanted, setWanted] = useState('');
  const needle = wanted.trim().toLowerCase();
  const methods = METHODS.filter((method) => run.summary.methods[method]);
  const found = FIGURE_IDS.filter((id) => {
    const { name, formula, source } = figureEntry(id);
    return `${name} ${formula} ${source} ${id}`.toLowerCase().includes(needle);
  });
  return (
    <>
      <TextInput
        aria-label="Find a figure"
        placeholder="Find a figure"
        maw={320}
        mb="sm"
        value={wanted}
        onChange={(event) => setWanted(event.currentTarget.value)}
      />
      {found.map((id) => {
        const { name, formula, unit, over, source } = figureEntry(id);
        return (
          <article key={id} className={styles.figure} id={`figure-${id}`} aria-label={name}>
            <Text fw={600}>
              {name}
              {unit ? (
                <Text span c="dimmed" size="sm" fw={400}>
                  {`, ${unit}`}
                </Text>
              ) : null}
            </Text>
            <Text size="sm">= {formula}</Text>
            <div className={styles.values}>
              {methods.map((method) => {
                const figures = run.summary.methods[method]?.overall;
                if (!figures) return null;
                const worked = workedFormulas(figures).find((entry) => entry.figure === id);
                const { label, mark, color } = METHOD_STYLES[method];
                return (
                  <span key={method} className="figures">
                    <span style={{ color }} aria-hidden="true">
                      {mark}
                    </span>{' '}
                    {label} <b>{worked?.numbers ?? showFigure(id, figures)}</b>
                  </span>
                );
              })}
            </div>
            <Text size="xs" c="dimmed">
              Over {over}. {source}.
            </Text>
          </article>
        );
      })}
      {found.length === 0 ? (
        <Text size="sm" role="status">
          No figure holds {JSON.stringify(wanted)}.
        </Text>
      ) : null}
    </>
  );
}
