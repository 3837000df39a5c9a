'use client';

import { Checkbox, Group, Text } from '@mantine/core';
import { METHODS, type Method, type MethodInfo } from '../../engine/protocol.ts';
import { METHOD_STYLES } from '../methods.ts';

interface MethodChecksProps {
  /** What the engine says of its methods; empty before it has. */
  infos: readonly MethodInfo[];
  chosen: readonly Method[];
  onChange: (chosen: Method[]) => void;
  /** Methods that cannot be left out. */
  always?: readonly Method[];
}

/** A box a method; one whose draft is missing is shown and cannot be chosen, and the line below says why. */
export function MethodChecks({ infos, chosen, onChange, always = [] }: MethodChecksProps) {
  const missing = infos.filter(({ available }) => !available);
  return (
    <Checkbox.Group
      label="Methods"
      value={[...chosen]}
      onChange={(values) => onChange(METHODS.filter((method) => values.includes(method)))}
    >
      <Group mt={6} gap="md" style={{ rowGap: 6 }}>
        {METHODS.map((method) => {
          const info = infos.find((one) => one.method === method);
          const absent = missing.some((one) => one.method === method);
          const { label, mark, color } = METHOD_STYLES[method];
          return (
            <Checkbox
              key={method}
              value={method}
              aria-label={label}
              disabled={absent || always.includes(method)}
              title={info?.description}
              label={
                <>
                  <span aria-hidden="true" style={{ color }}>
                    {mark}{' '}
                  </span>
                  {label}
                  {absent ? ' (not there)' : ''}
                </>
              }
            />
          );
        })}
      </Group>
      {missing.map(({ method, reason }) => (
        <Text key={method} size="sm" c="var(--quiet)" role="note" mt={4}>
          {METHOD_STYLES[method].label} is not there: {reason}
        </Text>
      ))}
    </Checkbox.Group>
  );
}
