import { List } from '@mantine/core';
import { SHIPPED_SET } from '../../engine/protocol.ts';
import { DataTable } from '../chart/data-table.tsx';
import { draftOf } from '../controls/draft-sets.ts';
import { percent } from '../format.ts';
import { METHOD_STYLES } from '../methods.ts';
import { PanelState } from '../shell/panel-state.tsx';
import type { TrainedCard } from './events.ts';
import { UseLinks } from './use-links.tsx';

/** What there is by now: artifacts with their held-out accuracy, and packed answers. */
export function TrainedTable({ trained }: { trained: readonly TrainedCard[] }) {
  const own = trained.flatMap((card) => {
    const drafts = card.name === SHIPPED_SET ? null : draftOf(card.kind);
    return drafts === null ? [] : [{ ...card, drafts }];
  });
  if (trained.length === 0)
    return (
      <PanelState kind="empty" title="No artifact and no training data">
        What a training makes is listed here when it is finished.
      </PanelState>
    );
  return (
    <>
      {own.length > 0 ? (
        <List size="sm" mb="sm" aria-label="Drafts trained here">
          {own.map(({ name, drafts, precision }) => (
            <List.Item key={`${name} ${drafts}`}>
              {name}, {METHOD_STYLES[drafts].label}{' '}
              <UseLinks kind={drafts} set={name} precision={precision} />
            </List.Item>
          ))}
        </List>
      ) : null}
      <DataTable
        table={{
          id: 'trained-table',
          caption: 'Artifacts and training data on this machine',
          columns: [
            { name: 'name' },
            { name: 'kind' },
            { name: 'held-out first guesses right, 1 ahead, 2 ahead ..' },
            { name: 'steps', numeric: true },
            { name: 'minutes', numeric: true },
            { name: 'machine' },
            { name: 'file' },
            { name: 'sha256' },
          ],
          rows: trained.map(({ name, kind, accuracy, steps, seconds, machine, file, sha256 }) => [
            name,
            kind,
            accuracy?.map((row) => percent(row[0])).join(', ') ?? 'n/a',
            steps === null ? 'n/a' : String(steps),
            seconds === null ? 'n/a' : (seconds / 60).toFixed(1),
            machine ?? 'n/a',
            file,
            sha256?.slice(0, 12) ?? 'n/a',
          ]),
        }}
      />
    </>
  );
}
