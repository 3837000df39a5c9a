'use client';

import { SegmentedControl, Text } from '@mantine/core';
import type { TreeFindings } from '../../engine/core/tree-findings.ts';
import {
  rowCost,
  type SlotCounts,
  slotCounts,
  type TreeCut,
  WHOLE_TREE,
  whatIf,
} from '../../engine/core/what-if.ts';
import { HEADS } from '../../engine/protocol.ts';
import type { RunView } from '../data/api-schema.ts';
import { METHOD_STYLES } from '../methods.ts';
import { columnName } from '../tree/tree-text.ts';
import type { Paths } from './edit-tree.ts';
import { HEAT_WORDS, HEATS, type Heat, heatOf, heatText, tintOf } from './slot-heat.ts';
import { type SlotLook, SlotTree } from './slot-tree.tsx';
import styles from './trees.module.css';
import { costSentence, slotSentence, verifiedSentence } from './trees-text.ts';
import type { TreeToRun } from './use-run-tree.ts';
import { WhatIfPanel } from './what-if-panel.tsx';

interface HeatSectionProps {
  findings: TreeFindings;
  cost: RunView['manifest']['cost'];
  heat: Heat;
  onHeat: (heat: Heat) => void;
  cut: TreeCut;
  onCut: (change: Partial<TreeCut>) => void;
  selected: string;
  onSelect: (key: string) => void;
  /** Takes what is left into the editor. */
  onDraw: (paths: Paths) => void;
  /** Opens the page of benchmarks with what is left. */
  onRun: (tree: TreeToRun) => void;
  problem: string | null;
}

/** Every slot of the trees in its fixed place with one measure as heat, and what is left of them under a cut. */
export function HeatSection(props: HeatSectionProps) {
  const { findings, cost, heat, onHeat, cut, onCut, selected, onSelect, onDraw, onRun, problem } = props;
  const { method, steps, paths } = findings;
  const slots = slotCounts(findings);
  const whole = whatIf(findings, WHOLE_TREE, cost);
  const result = whatIf(findings, cut, cost);
  const row = rowCost(findings, whole.rowsPerStep ?? 0, cost);
  const values = slots.map((counts) => heatOf(heat, counts, steps, row));
  const largest = Math.max(0, ...values.map((value) => value ?? 0));
  const index = new Map(paths.map((path, i) => [path.join('.'), i]));
  const look = (key: string): SlotLook => {
    const i = index.get(key);
    if (i === undefined)
      return { text: 'root', tint: 0, left: false, name: `last token, root of ${steps} steps` };
    const counts = slots[i] as SlotCounts;
    const value = values[i] ?? null;
    return {
      text: `${(counts.path.at(-1) as number) + 1}.  ${heatText(heat, value)}`,
      tint: tintOf(heat, value, largest),
      left: !result.kept.has(i),
      name: slotSentence(method, counts, steps),
    };
  };
  const editable = HEADS.some((own) => own === method);
  const differ = verifiedSentence(findings);
  const left = paths.filter((_, i) => result.kept.has(i));
  const onLeft = editable
    ? {
        draw: () => onDraw(left),
        run: () =>
          onRun({
            name: `what-if-${method}-${left.length}`,
            source: `a cut of the trees of ${method} over ${steps} steps`,
            paths: left,
          }),
      }
    : null;
  const limits = {
    depth: Math.max(0, ...paths.map((path) => path.length)),
    width: Math.max(0, ...paths.flat().map((rank) => rank + 1)),
    nodes: paths.length,
  };
  return (
    <div className={styles.heat}>
      <div>
        <SegmentedControl
          aria-label="Heat"
          size="xs"
          value={heat}
          onChange={(value) => onHeat(value as Heat)}
          data={HEATS.map((value) => ({ value, label: HEAT_WORDS[value].label }))}
        />
        <Text size="sm" c="dimmed" my="xs">
          {HEAT_WORDS[heat].words}. {costSentence(whole, row)}
        </Text>
        <SlotTree
          paths={paths}
          look={look}
          heading={(depth) => columnName(method, depth)}
          color={METHOD_STYLES[method].color}
          label="Slots of the candidate trees"
          selected={selected}
          onSelect={onSelect}
        />
        <Text size="sm" mt="xs" role="status">
          {look(selected).name}.
        </Text>
        {differ === null || !editable ? null : (
          <Text size="xs" c="dimmed" mt="xs">
            {differ}
          </Text>
        )}
      </div>
      <WhatIfPanel
        limits={limits}
        cut={cut}
        onCut={onCut}
        whole={whole}
        result={result}
        onLeft={onLeft}
        problem={problem}
      />
    </div>
  );
}
