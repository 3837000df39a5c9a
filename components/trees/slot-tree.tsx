'use client';

import { type KeyboardEvent, useEffect, useRef } from 'react';
import { layoutSlots, type PlacedSlot } from './slot-layout.ts';

/** Pixels from slot to slot, of a slot's box, and of the headings above. */
const COLUMN = 136;
const ROW = 28;
const BOX = { width: 112, height: 22 };
const HEADING = 22;
const MARGIN = 6;
/** Largest share of the hue in a box: text on it stays readable in both themes. */
const DEEPEST = 40;

export interface SlotLook {
  /** In the box. */
  text: string;
  /** From 0 to 1. */
  tint: number;
  /** Not part of the tree that is looked at: hollow and dashed. */
  left: boolean;
  /** For screen readers and on hover. */
  name: string;
}

interface SlotTreeProps {
  /** Rank paths; every prefix of one must be one. */
  paths: readonly (readonly number[])[];
  look: (key: string) => SlotLook;
  /** Heading of a depth from 1. */
  heading: (depth: number) => string;
  color: string;
  label: string;
  /** Rank path joined by points; '' is the root. */
  selected: string;
  onSelect: (key: string) => void;
  /** Keys beyond those of moving about; true where one was acted on. */
  onKey?: (event: KeyboardEvent, key: string) => boolean;
}

/** A tree of slots in fixed places; one tab stop, arrows to parent, first child and siblings. */
export function SlotTree(props: SlotTreeProps) {
  const { paths, look, heading, color, label, selected, onSelect, onKey } = props;
  const { slots, rows, columns } = layoutSlots(paths);
  const elements = useRef(new Map<string, SVGGElement>());
  const keys = slots.map(keyOf);
  const current = keys.includes(selected) ? selected : '';
  const follow = useRef(false);

  // A key that changed the tree may have taken the focused slot away.
  useEffect(() => {
    if (!follow.current) return;
    follow.current = false;
    elements.current.get(current)?.focus();
  });

  const go = (slot: PlacedSlot | undefined) => {
    if (!slot) return;
    onSelect(keyOf(slot));
    elements.current.get(keyOf(slot))?.focus();
  };
  const onKeyDown = (event: KeyboardEvent, slot: PlacedSlot) => {
    const siblings = slots.filter((other) => other.parent === slot.parent);
    const at = siblings.indexOf(slot);
    const to: Record<string, PlacedSlot | undefined> = {
      ArrowLeft: slot.parent ?? undefined,
      ArrowRight: slots.find((other) => other.parent === slot),
      ArrowUp: siblings[at - 1],
      ArrowDown: siblings[at + 1],
      Home: slots[0],
      End: slots.at(-1),
    };
    if (!(event.key in to)) {
      follow.current = onKey?.(event, keyOf(slot)) ?? false;
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    go(to[event.key]);
  };
  const x = (slot: PlacedSlot) => MARGIN + slot.column * COLUMN;
  const y = (slot: PlacedSlot) => HEADING + MARGIN + slot.row * ROW;
  const width = 2 * MARGIN + (columns - 1) * COLUMN + BOX.width;
  const height = HEADING + 2 * MARGIN + (rows - 1) * ROW + BOX.height;
  return (
    <div className="scroll-x">
      <svg data-picture width={width} height={height} role="presentation">
        {Array.from({ length: columns }, (_, depth) => (
          <text key={heading(depth)} x={MARGIN + depth * COLUMN} y={14} fontSize={11} fill="var(--quiet)">
            {depth === 0 ? 'last token' : heading(depth)}
          </text>
        ))}
        {slots.map((slot) =>
          slot.parent ? (
            <SlotEdge
              key={`edge-${keyOf(slot)}`}
              left={look(keyOf(slot)).left}
              color={color}
              from={[x(slot.parent) + BOX.width, y(slot.parent) + BOX.height / 2]}
              to={[x(slot), y(slot) + BOX.height / 2]}
            />
          ) : null,
        )}
        <g role="tree" aria-label={label}>
          {slots.map((slot) => {
            const key = keyOf(slot);
            return (
              <g
                key={key}
                ref={(element) => {
                  if (element) elements.current.set(key, element);
                  else elements.current.delete(key);
                }}
                className="tree-node"
                role="treeitem"
                aria-level={slot.column + 1}
                aria-label={look(key).name}
                aria-selected={key === current}
                tabIndex={key === current ? 0 : -1}
                transform={`translate(${x(slot)},${y(slot)})`}
                onKeyDown={(event) => onKeyDown(event, slot)}
                onClick={() => go(slot)}
              >
                <SlotBox look={look(key)} color={color} current={key === current} />
              </g>
            );
          })}
        </g>
      </svg>
    </div>
  );
}

const keyOf = ({ path }: PlacedSlot) => path.join('.');

function SlotBox({ look, color, current }: { look: SlotLook; color: string; current: boolean }) {
  const { text, tint, left, name } = look;
  return (
    <>
      <title>{name}</title>
      <rect
        width={BOX.width}
        height={BOX.height}
        rx={5}
        fill={
          left
            ? 'var(--surface)'
            : `color-mix(in srgb, ${color} ${(DEEPEST * tint).toFixed(1)}%, var(--surface))`
        }
        stroke={left ? 'var(--quiet)' : color}
        strokeWidth={current ? 3 : 1}
        strokeDasharray={left ? '4 3' : undefined}
      />
      <text x={7} y={15} fontSize={11.5} fill={left ? 'var(--quiet)' : 'var(--mantine-color-text)'}>
        {text}
      </text>
    </>
  );
}

type Point = readonly [x: number, y: number];

function SlotEdge({ left, color, from, to }: { left: boolean; color: string; from: Point; to: Point }) {
  const middle = (from[0] + to[0]) / 2;
  return (
    <path
      d={`M${from[0]},${from[1]} C${middle},${from[1]} ${middle},${to[1]} ${to[0]},${to[1]}`}
      fill="none"
      stroke={left ? 'var(--quiet)' : color}
      strokeWidth={left ? 1 : 1.5}
      strokeDasharray={left ? '4 3' : undefined}
    />
  );
}
