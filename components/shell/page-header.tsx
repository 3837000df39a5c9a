'use client';

import { Group, Text, Title } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';

interface PageHeaderProps {
  /** The page's first heading, and the name of the tab. */
  title: string;
  /** One line on what the page is for. */
  words?: ReactNode;
  /** At the right: the page's own buttons. */
  children?: ReactNode;
}

export function PageHeader({ title, words, children }: PageHeaderProps) {
  useEffect(() => {
    document.title = `${title} · Gorgon`;
  }, [title]);
  return (
    <Group justify="space-between" align="flex-start" mb="md" gap="sm">
      <div className="page-title">
        <Title order={1} size="h2">
          {title}
        </Title>
        {words ? <Text c="var(--quiet)">{words}</Text> : null}
      </div>
      {children ? <Group gap="xs">{children}</Group> : null}
    </Group>
  );
}
