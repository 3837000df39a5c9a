'use client';

import { Anchor, Card, Group, Text, Title } from '@mantine/core';
import Link from 'next/link';
import type { CSSProperties } from 'react';
import { OUTCOMES, type Outcome } from '../../engine/core/ledger.ts';
import { cellOf, draftingMethods, OVERALL } from '../../report/input.ts';
import { ledgerLine, ledgerTable } from '../../report/ledger.ts';
import { ChartFrame } from '../chart/chart-frame.tsx';
import type { RunView } from '../data/api-schema.ts';
import { METHOD_STYLES } from '../methods.ts';
import { promptsPath } from '../shell/addresses.ts';
import { PanelState } from '../shell/panel-state.tsx';

/** What each outcome says, for those who meet the word for the first time. */
const MEANING: Readonly<Record<Outcome, string>> = {
  identical: "token by token vanilla's",
  'near-tie': 'differs first where two logits all but agree: rounding',
  'not-compared': 'drawn at random or lossy: texts say nothing',
  suspect: 'differs without an explanation: a fault until it is found',
};

/** How many questions each method answered as vanilla did. */
export function LosslessTally({ run }: { run: RunView }) {
  const methods = draftingMethods(run);
  if (methods.length === 0)
    return (
      <Card withBorder padding="md">
        <Title order={2} size="h4">
          Same tokens as vanilla
        </Title>
        <PanelState kind="empty" title="Only vanilla ran">
          There is nothing to compare with it.
        </PanelState>
      </Card>
    );
  return (
    <ChartFrame title="Same tokens as vanilla" finding={ledgerLine(run)} table={ledgerTable(run)}>
      {methods.map((method) => {
        const figures = cellOf(run, method, OVERALL);
        if (!figures) return null;
        const { label, color, mark } = METHOD_STYLES[method];
        return (
          <div key={method} className="tally-row">
            <Text size="sm" fw={600} style={{ color }}>
              <span aria-hidden="true">{mark}</span> {label}
            </Text>
            <div className="tally-bar">
              {OUTCOMES.filter((outcome) => figures.ledger[outcome] > 0).map((outcome) => (
                <Link
                  key={outcome}
                  href={promptsPath(run.id, `m:${method} ${outcome}`)}
                  className="tally-part"
                  data-outcome={outcome}
                  style={{ flexGrow: figures.ledger[outcome], '--lane': color } as CSSProperties}
                >
                  {figures.ledger[outcome]} {outcome === 'suspect' ? 'SUSPECT' : outcome}
                </Link>
              ))}
            </div>
          </div>
        );
      })}
      <Group gap="xs" mt="sm" className="tally-terms">
        {OUTCOMES.map((outcome) => (
          <Text key={outcome} size="xs" c="var(--quiet)">
            <b>{outcome}</b>: {MEANING[outcome]}.
          </Text>
        ))}
      </Group>
      <Text size="xs" c="var(--quiet)" mt={4}>
        Each question counts once, by the gravest outcome of its turns and repeats.{' '}
        <Anchor component={Link} href={promptsPath(run.id, '!identical')} size="xs" underline="always">
          Every prompt that is not identical
        </Anchor>
      </Text>
    </ChartFrame>
  );
}
