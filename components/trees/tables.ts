/** The numbers behind the charts of trees, as tables to read and to copy. Pure. */
import type { RankAcceptance, Reliability } from '../../engine/core/tree-findings.ts';
import type { SlotCounts } from '../../engine/core/what-if.ts';
import type { Table } from '../../report/table.ts';
import { decimal, percent, probability } from '../format.ts';
import type { LengthRow } from './lengths.ts';
import { binName } from './reliability-words.ts';
import { HEAT_WORDS, HEATS, heatOf, heatText } from './slot-heat.ts';
import { intervalText } from './trees-text.ts';

const numeric = (name: string) => ({ name, numeric: true as const });

export function rankTable(ranks: readonly RankAcceptance[], heading: (depth: number) => string): Table {
  return {
    id: 'rank-acceptance-table',
    caption: 'Acceptance by depth and choice, given that all before it was accepted',
    columns: [
      { name: 'where' },
      numeric('choice'),
      numeric('accepted when reached'),
      numeric('95 % interval'),
      numeric('accepted'),
      numeric('reached'),
    ],
    rows: ranks.map(({ depth, rank, share, interval, held, tried }) => [
      heading(depth),
      String(rank + 1),
      percent(share),
      intervalText(interval),
      String(held),
      String(tried),
    ]),
  };
}

/** `row`: what one row costs, in passes of one row. */
export function slotTable(slots: readonly SlotCounts[], steps: number, row: number | null): Table {
  return {
    id: 'slots-table',
    caption: 'Slots of the candidate trees',
    columns: [
      { name: 'slot (choices from 1)' },
      numeric('proposed'),
      numeric('reached'),
      numeric('accepted'),
      ...HEATS.map((heat) => numeric(HEAT_WORDS[heat].label)),
    ],
    rows: slots.map((counts) => [
      counts.path.map((rank) => rank + 1).join('.'),
      String(counts.proposed),
      String(counts.reached),
      String(counts.accepted),
      ...HEATS.map((heat) => heatText(heat, heatOf(heat, counts, steps, row))),
    ]),
  };
}

export function reliabilityTable({ bins }: Reliability): Table {
  return {
    id: 'reliability-table',
    caption: "Candidates by the draft's probability",
    columns: [
      { name: "draft's probability" },
      numeric('mean'),
      numeric('accepted when reached'),
      numeric('95 % interval'),
      numeric('accepted'),
      numeric('reached'),
    ],
    rows: bins.map(({ bin, meanProb, share, interval, held, tried }) => [
      binName(bin),
      probability(meanProb),
      probability(share),
      intervalText(interval),
      String(held),
      String(tried),
    ]),
  };
}

export function lengthTable(rows: readonly LengthRow[]): Table {
  return {
    id: 'accepted-length-by-category-table',
    caption: 'Steps by accepted candidates',
    columns: [
      { name: 'category' },
      numeric('accepted candidates'),
      numeric('steps'),
      numeric('share'),
      numeric('mean of the category'),
    ],
    rows: rows.flatMap(({ name, parts, meanAcceptedLength }) =>
      parts.map(({ length, steps, share }) => [
        name,
        String(length),
        String(steps),
        percent(share),
        decimal(meanAcceptedLength, 2),
      ]),
    ),
  };
}
