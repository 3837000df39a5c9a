'use client';

import { Code } from '@mantine/core';
import { Fragment } from 'react';

/** A command of one line; where it must break it breaks between options, not after the hyphens of one. */
export function CommandText({ command, label }: { command: string; label?: string }) {
  const [first, ...options] = command.split(/ (?=--)/);
  return (
    <Code block flex={1} className="command-text" aria-label={label}>
      <span>{first}</span>
      {options.map((option) => (
        <Fragment key={option}>
          {' '}
          <span>{option}</span>
        </Fragment>
      ))}
    </Code>
  );
}
