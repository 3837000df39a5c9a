'use client';

import { useVirtualizer } from '@tanstack/react-virtual';
import { type CSSProperties, type KeyboardEvent, useEffect, useRef } from 'react';
import type { QuestionRow } from '../../engine/core/question-rows.ts';
import type { Method } from '../../engine/protocol.ts';
import { METHOD_STYLES } from '../methods.ts';
import classes from './prompts.module.css';
import { RowCell } from './row-cell.tsx';
import type { RowColumn, RowSort } from './row-columns.ts';

interface PromptsTableProps {
  runId: string;
  rows: readonly QuestionRow[];
  columns: readonly RowColumn[];
  sort: RowSort | null;
  meant: Method;
  most: number;
  /** Index of the row that has, or would get, the focus. */
  current: number;
  /** Goes up when the current row is to take the focus. */
  focusing: number;
  onSort: (column: string) => void;
  onCurrent: (row: number) => void;
  onOpen: (row: number) => void;
}

/** Heights are measured as rows come; this is where they start, pixels. */
const ROW_HEIGHT = 52;
const PAGE_ROWS = 10;

/** Only the rows in sight are drawn. One tab stop: arrows, Page, Home and End move, Enter opens. */
export function PromptsTable(props: PromptsTableProps) {
  const { rows, columns, current, focusing, onCurrent, onOpen } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: (i) => String(rows[i]?.questionId ?? i),
    overscan: 8,
  });
  const handled = useRef(focusing);
  useEffect(() => {
    if (handled.current === focusing) return;
    handled.current = focusing;
    virtual.scrollToIndex(current);
    // The row is drawn after the scrolling, in the next frame.
    const frame = requestAnimationFrame(() =>
      scroller.current
        ?.querySelector<HTMLElement>(`[data-index="${current}"]`)
        ?.focus({ preventScroll: true }),
    );
    return () => cancelAnimationFrame(frame);
  }, [focusing, current, virtual]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (!(event.target instanceof Element) || !event.target.closest('[data-index]')) return;
    if (event.key === 'Enter') {
      event.preventDefault();
      onOpen(current);
      return;
    }
    const to: Record<string, number> = {
      ArrowDown: current + 1,
      ArrowUp: current - 1,
      PageDown: current + PAGE_ROWS,
      PageUp: current - PAGE_ROWS,
      Home: 0,
      End: rows.length - 1,
    };
    const next = to[event.key];
    if (next === undefined) return;
    event.preventDefault();
    onCurrent(Math.max(0, Math.min(rows.length - 1, next)));
  };
  return (
    <div ref={scroller} className={classes.table}>
      <table
        aria-label="Questions of the run"
        aria-rowcount={rows.length + 1}
        style={{ '--row-columns': template(columns) } as CSSProperties}
        onKeyDown={onKeyDown}
      >
        <thead className={classes.head}>
          <HeaderRow {...props} />
        </thead>
        <tbody className={classes.body} style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, start, key }) => {
            const row = rows[index];
            if (!row) return null;
            return (
              <tr
                key={key}
                ref={virtual.measureElement}
                data-index={index}
                aria-rowindex={index + 2}
                aria-current={index === current}
                tabIndex={index === current ? 0 : -1}
                className={classes.row}
                style={{ transform: `translateY(${start}px)` }}
                onFocus={() => {
                  if (index !== current) onCurrent(index);
                }}
              >
                {columns.map((column) => (
                  <td
                    key={column.id}
                    className={classes.cell}
                    data-column={column.id.startsWith('speedup.') ? 'speedup' : column.id}
                    data-name={column.name}
                    data-numeric={column.numeric || undefined}
                  >
                    <RowCell {...props} row={row} column={column} />
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function HeaderRow({ columns, sort, onSort }: Pick<PromptsTableProps, 'columns' | 'sort' | 'onSort'>) {
  return (
    <tr aria-rowindex={1} className={classes.headRow}>
      {columns.map(({ id, name, words, numeric, method, sortBy }) => {
        const own = sort?.column === id ? sort : null;
        const arrow = own ? (own.descending ? ' ↓' : ' ↑') : '';
        // The single figures stand beside the gains, which name their method.
        const style = method && (id === 'gains' || id.startsWith('speedup.')) ? METHOD_STYLES[method] : null;
        return (
          <th
            key={id}
            scope="col"
            className={classes.cell}
            data-numeric={numeric || undefined}
            title={words}
            aria-sort={own ? (own.descending ? 'descending' : 'ascending') : undefined}
          >
            {style ? (
              <span aria-hidden="true" style={{ color: style.color }}>
                {style.mark}{' '}
              </span>
            ) : null}
            {sortBy ? (
              <button type="button" className={classes.sort} onClick={() => onSort(id)}>
                {name}
                {arrow}
              </button>
            ) : (
              name
            )}
          </th>
        );
      })}
    </tr>
  );
}

/** Widths of the columns, for heads and rows alike. */
function template(columns: readonly RowColumn[]): string {
  const widths: Record<string, string> = {
    id: '2.75rem',
    category: '5.5rem',
    text: 'minmax(12rem, 1fr)',
    gains: '6.75rem',
    outcome: '6.75rem',
  };
  return columns.map(({ id }) => widths[id] ?? (id.startsWith('speedup.') ? '6.25rem' : '4rem')).join(' ');
}
