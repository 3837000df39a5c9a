'use client';

import { Badge } from '@mantine/core';
import type { Source } from './run-source.ts';

const WORDS: Readonly<Record<Source, { label: string; title: string; color: string }>> = {
  live: { label: 'LIVE', title: 'The engine is making this now.', color: 'red' },
  replay: { label: 'REPLAY', title: 'Shown from the record of a run.', color: 'gray' },
  sample: {
    label: 'SAMPLE',
    title: 'The bundled sample run, recorded by this engine on another machine.',
    color: 'violet',
  },
};

export function SourceBadge({ source }: { source: Source }) {
  const { label, title, color } = WORDS[source];
  return (
    <Badge
      className="source-badge"
      color={color}
      variant={source === 'live' ? 'filled' : 'outline'}
      title={title}
    >
      {label}
    </Badge>
  );
}
