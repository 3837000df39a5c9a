'use client';

import { Group, NativeSelect, SegmentedControl } from '@mantine/core';
import { memo } from 'react';
import type { Method } from '../../engine/protocol.ts';
import { METHOD_STYLES } from '../methods.ts';
import { ShownControl } from './shown-control.tsx';
import { type PlaceActions, type ShownChoice, VIEWS, type View } from './use-place.ts';

interface ViewBarProps {
  view: View;
  shown: ShownChoice;
  least: number;
  /** Methods whose trees can be laid over this one's. */
  others: readonly Method[];
  /** The one that is. */
  over: Method | null;
  actions: PlaceActions;
}

/** How the step is shown. */
export const ViewBar = memo(function ViewBar({ view, shown, least, others, over, actions }: ViewBarProps) {
  return (
    <Group gap="xs" mb="sm">
      <SegmentedControl
        size="xs"
        aria-label="View"
        value={over ? '' : view}
        onChange={(value) => actions.toView(value as View)}
        data={[...VIEWS]}
      />
      {view === 'tree' && !over ? <ShownControl shown={shown} least={least} onShow={actions.show} /> : null}
      {others.length > 0 ? (
        <NativeSelect
          size="xs"
          aria-label="Compare trees with"
          value={over ?? ''}
          onChange={({ currentTarget: { value } }) =>
            actions.layOver(value === '' ? null : (value as Method))
          }
          data={[
            { value: '', label: 'compare with…' },
            ...others.map((method) => ({ value: method, label: `with ${METHOD_STYLES[method].label}` })),
          ]}
        />
      ) : null}
    </Group>
  );
});
