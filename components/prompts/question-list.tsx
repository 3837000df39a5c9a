'use client';

import { Button, Group, Menu, NativeSelect, Stack, Text } from '@mantine/core';
import { Download } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { debounce, useQueryState } from 'nuqs';
import { useMemo, useRef, useState } from 'react';
import type { QuestionRow } from '../../engine/core/question-rows.ts';
import { CATEGORIES, type Method } from '../../engine/protocol.ts';
import { saveFile } from '../chart/save-picture.ts';
import { inspectPath } from '../shell/addresses.ts';
import { PanelState } from '../shell/panel-state.tsx';
import { useKeys } from '../shell/use-keys.tsx';
import { ADDRESS_REST_MS, SEARCH_KEY, SORT_KEY, searchParser, sortParser } from './address.ts';
import { ChipBar, MethodBar } from './chip-bar.tsx';
import { rowsCsv, rowsJson } from './export-rows.ts';
import { filterChips, toggleTerm } from './filter-chips.ts';
import { matchQuery, meantMethod } from './match-query.ts';
import { parseQuery, queryText } from './parse-query.ts';
import { PromptsTable } from './prompts-table.tsx';
import { nextSort, parseSort, rowColumns, sortRows, sortText } from './row-columns.ts';
import { SavedMenu } from './saved-menu.tsx';
import { SearchBox } from './search-box.tsx';
import type { Term } from './search-terms.ts';
import { mostGained } from './sparkline-layout.ts';

interface QuestionListProps {
  runId: string;
  rows: readonly QuestionRow[];
  /** Of the run, in METHODS' order. */
  methods: readonly Method[];
}

/** Search, filters, order and table; all of it but the current row is in the address. */
export function QuestionList({ runId, rows, methods }: QuestionListProps) {
  const router = useRouter();
  const [query, setQuery] = useQueryState(SEARCH_KEY, searchParser);
  const [sortInAddress, setSort] = useQueryState(SORT_KEY, sortParser);
  const field = useRef<HTMLInputElement>(null);
  const categories = useMemo(() => categoriesOf(rows), [rows]);
  const parsed = useMemo(() => parseQuery(query, { methods, categories }), [query, methods, categories]);
  const terms = useLastRead(parsed.ok ? parsed.terms : null);
  const meant = meantMethod(terms, methods);
  const columns = useMemo(() => rowColumns(methods, meant), [methods, meant]);
  const sort = parseSort(sortInAddress);
  const sortable = sort === null || columns.some(({ id, sortBy }) => id === sort.column && sortBy);
  const shown = useMemo(
    () =>
      sortRows(
        rows.filter((row) => matchQuery(row, terms, meant)),
        columns,
        parseSort(sortInAddress),
      ),
    [rows, terms, meant, columns, sortInAddress],
  );
  const most = useMemo(() => mostGained(rows.map((row) => row.methods[meant]?.gains ?? [])), [rows, meant]);
  const [wanted, setWanted] = useState({ row: 0, focusing: 0 });
  const current = Math.min(wanted.row, Math.max(0, shown.length - 1));
  const goTo = (row: number) =>
    setWanted(({ focusing }) => ({
      row: Math.max(0, Math.min(shown.length - 1, row)),
      focusing: focusing + 1,
    }));
  const settled = useRef<Promise<unknown>>(Promise.resolve());
  const open = (at: number) => {
    const row = shown[at];
    // A search that is still on its way into the address would take the page back.
    if (row)
      void settled.current.then(() => router.push(inspectPath(runId, row.questionId, { method: meant })));
  };
  useKeys('prompts', {
    search: () => field.current?.focus(),
    next: () => goTo(current + 1),
    previous: () => goTo(current - 1),
    open: () => open(current),
  });
  const setTerms = (next: readonly Term[]) => setQuery(queryText(next) || null);
  const save = (kind: 'csv' | 'json') => {
    const text = kind === 'csv' ? rowsCsv(shown, methods) : rowsJson(runId, query, shown);
    const type = kind === 'csv' ? 'text/csv' : 'application/json';
    saveFile(`${runId}-questions.${kind}`, new Blob([text], { type }));
  };
  return (
    <Stack gap="xs">
      <SearchBox
        query={query}
        error={parsed.ok ? null : parsed.error}
        field={field}
        onChange={(text) => {
          settled.current = setQuery(text || null, { limitUrlUpdates: debounce(ADDRESS_REST_MS) });
        }}
        onDone={() => goTo(current)}
      />
      <ChipBar
        chips={filterChips(rows, terms, meant, categories)}
        onToggle={({ term }, add) => setTerms(toggleTerm(terms, term, add))}
      />
      <MethodBar
        methods={methods}
        meant={meant}
        onChoose={(value) =>
          setTerms([{ kind: 'method', value }, ...terms.filter(({ kind }) => kind !== 'method')])
        }
      />
      <Group justify="space-between" gap="xs">
        <Text size="sm" role="status">
          <b>{shown.length}</b> of {rows.length} questions
          {sortable ? '' : `; there is no column ${JSON.stringify(sort?.column)} to sort by`}
        </Text>
        <Group gap="xs">
          <NativeSelect
            hiddenFrom="sm"
            size="xs"
            aria-label="Sort by"
            value={sortInAddress}
            onChange={(event) => setSort(event.currentTarget.value || null)}
            data={[
              { value: '', label: 'order of the run' },
              ...columns
                .filter(({ sortBy }) => sortBy)
                .flatMap(({ id, name }) => [
                  { value: id, label: `${name}, rising` },
                  { value: `-${id}`, label: `${name}, falling` },
                ]),
            ]}
          />
          <SavedMenu
            query={query}
            sort={sortInAddress}
            onApply={(saved) => {
              setQuery(saved.query || null);
              setSort(saved.sort || null);
            }}
          />
          <Menu>
            <Menu.Target>
              <Button variant="default" size="xs" leftSection={<Download size={14} aria-hidden="true" />}>
                Export
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item onClick={() => save('csv')}>These questions as CSV</Menu.Item>
              <Menu.Item onClick={() => save('json')}>These questions as JSON</Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </Group>
      </Group>
      {shown.length === 0 ? (
        <PanelState kind="empty" title="No question fits">
          <p>
            None of the {rows.length} questions is found by {query}. What is not known is never found.
          </p>
          <Button size="xs" variant="default" onClick={() => setQuery(null)}>
            Show all questions
          </Button>
        </PanelState>
      ) : (
        <PromptsTable
          runId={runId}
          rows={shown}
          columns={columns}
          sort={sort}
          meant={meant}
          most={most}
          current={current}
          focusing={wanted.focusing}
          onSort={(column) => setSort(sortText(nextSort(sort, column)) || null)}
          onCurrent={goTo}
          onOpen={open}
        />
      )}
    </Stack>
  );
}

/** What could be read last: a search in the midst of typing must not make the table jump. */
function useLastRead(terms: Term[] | null): readonly Term[] {
  const [last, setLast] = useState<readonly Term[]>(terms ?? []);
  if (terms !== null && terms !== last) setLast(terms);
  return terms ?? last;
}

/** Those of the suite in their order, others behind them. */
function categoriesOf(rows: readonly QuestionRow[]): string[] {
  const found = new Set(rows.map(({ category }) => category));
  return [...new Set([...CATEGORIES.filter((name) => found.has(name)), ...found])];
}
