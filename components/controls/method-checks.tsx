'use client';

import { Checkbox, Group } from '@mantine/core';
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

/** A box a method; one whose draft is missing is shown, says why and cannot be chosen. */
export function MethodChecks({ infos, chosen, onChange, always = [] }: MethodChecksProps) {
  return (
    <Checkbox.Group
      label="Methods"
      value={[...chosen]}
      onChange={(values) => onChange(METHODS.filter((method) => values.includes(method)))}
    >
      <Group mt={6} gap="md" style={{ rowGap: 6 }}>
        {METHODS.map((method) => {
          const info = infos.find((one) => one.method === method);
          const missing = info !== undefined && !info.available;
          const { label, mark, color } = METHOD_STYLES[method];
          return (
            <Checkbox
              key={method}
              value={method}
              aria-label={label}
              disabled={missing || always.includes(method)}
              title={missing ? info.reason : info?.description}
              label={
                <>
                  <span aria-hidden="true" style={{ color }}>
                    {mark}{' '}
                  </span>
                  {label}
                  {missing ? ' (not there)' : ''}
                </>
              }
            />
          );
        })}
      </Group>
    </Checkbox.Group>
  );
}
