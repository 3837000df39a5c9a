'use client';

import { NativeSelect } from '@mantine/core';
import type { ShownChoice } from './use-place.ts';

interface ShownControlProps {
  shown: ShownChoice;
  least: number;
  onShow: (shown: ShownChoice, least?: number) => void;
}

const LEASTS = [0.01, 0.05, 0.1, 0.2, 0.5];

/** How much of the tree is shown. */
export function ShownControl({ shown, least, onShow }: ShownControlProps) {
  return (
    <>
      <NativeSelect
        size="xs"
        aria-label="Candidates shown"
        value={shown}
        onChange={(event) => onShow(event.currentTarget.value as ShownChoice, least)}
        data={[
          { value: 'path', label: 'around the accepted path' },
          { value: 'all', label: 'all candidates' },
          { value: 'likely', label: 'draft p at least…' },
        ]}
      />
      {shown === 'likely' ? (
        <NativeSelect
          size="xs"
          aria-label="Least draft probability"
          value={String(least)}
          onChange={(event) => onShow('likely', Number(event.currentTarget.value))}
          data={[...new Set([...LEASTS, least])].sort((a, b) => a - b).map(String)}
        />
      ) : null}
    </>
  );
}
