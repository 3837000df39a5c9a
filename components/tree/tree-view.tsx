'use client';

import { memo, type Ref, useCallback, useMemo } from 'react';
import type { Method, StepRecord, TokenId } from '../../engine/protocol.ts';
import { visibleToken } from '../format.ts';
import { METHOD_STYLES } from '../methods.ts';
import { type NodeSize, TreeCanvas } from './tree-canvas.tsx';
import { layoutTree, type PlacedNode, type TreeLayout } from './tree-layout.ts';
import { drawNode, ROOMY } from './tree-node.tsx';
import { columnName, nodeName, ownName } from './tree-text.ts';

interface TreeViewProps {
  method: Method;
  step: StepRecord;
  /** Of the step; left out, all of it with the accepted path on top. */
  layout?: TreeLayout;
  size?: NodeSize;
  /** A token's text. */
  label: (tokenId: TokenId) => string;
  /** Key of the node in view; left out where the focus alone says it. */
  selected?: string;
  onSelect: (node: PlacedNode) => void;
  onPress?: (node: PlacedNode) => void;
  fit?: boolean;
  pictureRef?: Ref<SVGSVGElement>;
}

/** The candidates of one step as a tree. */
export const TreeView = memo(function TreeView(props: TreeViewProps) {
  const {
    method,
    step,
    label,
    layout: given,
    size = ROOMY,
    selected,
    onSelect,
    onPress,
    fit,
    pictureRef,
  } = props;
  const { color } = METHOD_STYLES[method];
  const layout = useMemo(() => given ?? layoutTree(step), [given, step]);
  const own = ownName(step);
  const headings = useMemo(
    () => layout.columnDepths.map((depth) => ({ depth, words: columnName(method, depth) })),
    [layout, method],
  );
  const name = useCallback((node: PlacedNode) => nodeName(node, step, label), [step, label]);
  const draw = useCallback(
    (node: PlacedNode, current: boolean) =>
      drawNode({ node, size, color, text: visibleToken(label(node.tokenId)), own, current }),
    [size, color, label, own],
  );
  const edge = useCallback(
    ({ kind, reached }: PlacedNode) =>
      kind === 'refused' || kind === 'folded'
        ? { color: 'var(--quiet)', width: reached ? 1 : 0.75, dash: reached ? '4 3' : '1 3' }
        : { color, width: 2.5 },
    [color],
  );
  return (
    <TreeCanvas
      name="Candidate tree of the selected step"
      nodes={layout.nodes}
      rows={layout.rows}
      columns={layout.columns}
      headings={headings}
      size={size}
      selected={selected}
      onSelect={onSelect}
      onPress={onPress}
      label={name}
      draw={draw}
      edge={edge}
      fit={fit}
      pictureRef={pictureRef}
    />
  );
});
