'use client';

import { Text, TextInput, Title } from '@mantine/core';
import { useState } from 'react';
import styles from './method.module.css';

export interface GlossarySection {
  title: string;
  terms: { term: string; meaning: string }[];
}

/** Every term of docs/glossary.md, to be searched. */
export function GlossaryList({ sections }: { sections: readonly GlossarySection[] }) {
  const [wanted, setWanted] = useState('');
  const needle = wanted.trim().toLowerCase();
  const found = sections
    .map(({ title, terms }) => ({
      title,
      terms: terms.filter(({ term, meaning }) => `${term} ${meaning}`.toLowerCase().includes(needle)),
    }))
    .filter(({ terms }) => terms.length > 0);
  return (
    <>
      <TextInput
        aria-label="Find a term"
        placeholder="Find a term"
        maw={320}
        value={wanted}
        onChange={(event) => setWanted(event.currentTarget.value)}
      />
      {found.map(({ title, terms }) => (
        <section key={title} aria-label={title}>
          <Title order={3} size="h5" mt="md">
            {title}
          </Title>
          <dl className={styles.terms}>
            {terms.map(({ term, meaning }) => (
              <div key={term}>
                <dt>{term}</dt>
                <dd>{meaning}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
      {found.length === 0 ? (
        <Text size="sm" mt="sm" role="status">
          No term holds {JSON.stringify(wanted)}.
        </Text>
      ) : null}
    </>
  );
}
