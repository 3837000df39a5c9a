'use client';

import { Anchor, List, Text } from '@mantine/core';
import Link from 'next/link';
import { PageHeader } from './page-header.tsx';

interface NoSuchProps {
  /** "There is no run x". */
  title: string;
  words?: string;
  /** The nearest that there are. */
  choices: readonly { href: string; label: string }[];
}

/** A friendly page for an address that leads nowhere, with the way to what may have been meant. */
export function NoSuch({ title, words, choices }: NoSuchProps) {
  return (
    <>
      <PageHeader title={title} words={words} />
      {choices.length > 0 ? (
        <>
          <Text>Perhaps one of these was meant:</Text>
          <List mt="xs" spacing={4}>
            {choices.map(({ href, label }) => (
              <List.Item key={href}>
                <Anchor component={Link} href={href}>
                  {label}
                </Anchor>
              </List.Item>
            ))}
          </List>
        </>
      ) : null}
    </>
  );
}
