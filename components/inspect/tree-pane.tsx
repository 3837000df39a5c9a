'use client';

import { memo, type Ref, useMemo, useState } from 'react';
import type { Method, NodeIndex, StepRecord, TokenId } from '../../engine/protocol.ts';
import { layoutTree, type PlacedNode } from '../tree/tree-layout.ts';
import { DENSE, ROOMY } from '../tree/tree-node.tsx';
import { layoutInSlots, type Slots } from '../tree/tree-slots.ts';
import { TreeView } from '../tree/tree-view.tsx';
import type { ShownChoice } from './use-place.ts';

interface TreePaneProps {
  method: Method;
  step: StepRecord;
  node: NodeIndex | null;
  shown: ShownChoice;
  least: number;
  /** Of the answer; null where its trees have no shape in common. */
  slots: Slots | null;
  fit: boolean;
  label: (tokenId: TokenId) => string;
  onNode: (node: NodeIndex | null) => void;
  pictureRef: Ref<SVGSVGElement>;
}

/** Rows from which on a tree is drawn one line a node. */
const MANY_ROWS = 12;

const NOTHING_OPEN: ReadonlySet<NodeIndex> = new Set();

/** The step's tree: all of it in fixed slots, or folded around the accepted path. */
export const TreePane = memo(function TreePane(props: TreePaneProps) {
  const { method, step, node, shown, least, slots, fit, label, onNode, pictureRef } = props;
  const [opened, setOpened] = useState<{ step: StepRecord; nodes: ReadonlySet<NodeIndex> } | null>(null);
  const open = opened?.step === step ? opened.nodes : NOTHING_OPEN;
  const layout = useMemo(() => {
    if (shown === 'all') return slots ? layoutInSlots(step, slots) : layoutTree(step);
    return layoutTree(step, {
      shown: shown === 'likely' ? { kind: 'likely', least } : { kind: 'path' },
      open,
    });
  }, [step, shown, least, slots, open]);
  const select = useMemo(
    () => (placed: PlacedNode) => {
      if (placed.kind !== 'folded') onNode(placed.node);
    },
    [onNode],
  );
  const press = useMemo(
    () => (placed: PlacedNode) => {
      const on = placed.kind === 'folded' ? placed.parent?.node : null;
      if (on !== null && on !== undefined) setOpened({ step, nodes: new Set([...open, on]) });
    },
    [open, step],
  );
  const selected = layout.nodes.find((placed) => placed.kind !== 'folded' && placed.node === node)?.key;
  return (
    <TreeView
      method={method}
      step={step}
      layout={layout}
      size={layout.rows > MANY_ROWS ? DENSE : ROOMY}
      label={label}
      selected={selected}
      onSelect={select}
      onPress={press}
      fit={fit}
      pictureRef={pictureRef}
    />
  );
});
