'use client';

import { Group, UnstyledButton } from '@mantine/core';
import type { Method } from '../../engine/protocol.ts';
import { METHOD_STYLES } from '../methods.ts';

interface MethodLegendProps {
  methods: readonly Method[];
  hidden: ReadonlySet<Method>;
  onToggle: (method: Method) => void;
}

/** Marks and names; each hides its method, and shows it again. */
export function MethodLegend({ methods, hidden, onToggle }: MethodLegendProps) {
  return (
    <Group gap={4} mb={4} role="group" aria-label="Methods shown">
      {methods.map((method) => {
        const { label, color, mark } = METHOD_STYLES[method];
        const shown = !hidden.has(method);
        return (
          <UnstyledButton
            key={method}
            className="legend-entry"
            aria-pressed={shown}
            title={shown ? `Hide ${label}` : `Show ${label}`}
            onClick={() => onToggle(method)}
          >
            <span aria-hidden="true" style={{ color }}>
              {mark}{' '}
            </span>
            {label}
          </UnstyledButton>
        );
      })}
    </Group>
  );
}
