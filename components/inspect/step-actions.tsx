'use client';

import { Button, Group, Text } from '@mantine/core';
import { Braces, Download, Link2, Maximize2 } from 'lucide-react';
import { memo } from 'react';
import type { PictureKind } from '../chart/save-picture.ts';

interface StepActionsProps {
  /** Whether there is a picture to be saved and fitted. */
  drawn: boolean;
  fit: boolean;
  onFit: (fit: boolean) => void;
  onCopyLink: () => void;
  onCopyStep: () => void;
  onSave: (kind: PictureKind) => void;
  /** What became of the last of them. */
  said: string;
}

export const StepActions = memo(function StepActions(props: StepActionsProps) {
  const { drawn, fit, onFit, onCopyLink, onCopyStep, onSave, said } = props;
  const button = { size: 'compact-xs', variant: 'default' } as const;
  return (
    <Group gap="xs" mt="sm">
      <Button {...button} leftSection={<Link2 size={14} aria-hidden="true" />} onClick={onCopyLink}>
        Copy link
      </Button>
      <Button {...button} leftSection={<Braces size={14} aria-hidden="true" />} onClick={onCopyStep}>
        Copy step as JSON
      </Button>
      {(['svg', 'png'] as const).map((kind) => (
        <Button
          {...button}
          key={kind}
          disabled={!drawn}
          leftSection={<Download size={14} aria-hidden="true" />}
          onClick={() => onSave(kind)}
        >
          Save {kind.toUpperCase()}
        </Button>
      ))}
      <Button
        {...button}
        disabled={!drawn}
        aria-pressed={fit}
        leftSection={<Maximize2 size={14} aria-hidden="true" />}
        onClick={() => onFit(!fit)}
      >
        Fit
      </Button>
      <Text size="xs" c="var(--quiet)" role="status">
        {said}
      </Text>
    </Group>
  );
});
