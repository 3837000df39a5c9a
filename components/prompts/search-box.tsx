'use client';

import { ActionIcon, Button, Code, Popover, Table, Text, TextInput } from '@mantine/core';
import { CircleHelp, Search, X } from 'lucide-react';
import type { RefObject } from 'react';
import type { QueryError } from './parse-query.ts';
import { HELP } from './search-terms.ts';

interface SearchBoxProps {
  query: string;
  error: QueryError | null;
  onChange: (query: string) => void;
  /** Leaves the box for the table. */
  onDone: () => void;
  field: RefObject<HTMLInputElement | null>;
}

/** The query as text; what is wrong in it stands below, with what was found until then. */
export function SearchBox({ query, error, onChange, onDone, field }: SearchBoxProps) {
  return (
    <div>
      <TextInput
        ref={field}
        label="Search"
        placeholder='cat:coding m:medusa speedup<1.2 !identical "text"'
        value={query}
        spellCheck={false}
        autoComplete="off"
        error={error?.message}
        leftSection={<Search size={16} aria-hidden="true" />}
        rightSectionWidth={68}
        rightSection={
          <>
            {query === '' ? null : (
              <ActionIcon variant="subtle" aria-label="Clear the search" onClick={() => onChange('')}>
                <X size={16} aria-hidden="true" />
              </ActionIcon>
            )}
            <SearchHelp />
          </>
        }
        onChange={(event) => onChange(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' || event.key === 'ArrowDown') {
            event.preventDefault();
            onDone();
          }
        }}
      />
      {error?.suggestion === undefined ? null : (
        <Button
          size="compact-sm"
          variant="default"
          mt={4}
          onClick={() => onChange(error.suggestion as string)}
        >
          Search for {error.suggestion}
        </Button>
      )}
      {error ? (
        <Text size="xs" c="var(--quiet)" mt={4}>
          The table shows the last search that could be read.
        </Text>
      ) : null}
    </div>
  );
}

function SearchHelp() {
  return (
    <Popover position="bottom-end" width="min(34rem, 94vw)" shadow="md" trapFocus>
      <Popover.Target>
        <ActionIcon variant="subtle" aria-label="What can be searched">
          <CircleHelp size={16} aria-hidden="true" />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown mah="70vh" style={{ overflowY: 'auto' }} tabIndex={0}>
        <Table aria-label="Search terms" verticalSpacing={2}>
          <Table.Tbody>
            {HELP.map(({ example, words }) => (
              <Table.Tr key={example}>
                <Table.Td>
                  <Code>{example}</Code>
                </Table.Td>
                <Table.Td>
                  <Text size="sm">{words}</Text>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
        <Text size="sm" c="var(--quiet)" mt="xs">
          Terms stand side by side and must all hold. Comparisons: &lt; &lt;= &gt; &gt;=.
        </Text>
      </Popover.Dropdown>
    </Popover>
  );
}
