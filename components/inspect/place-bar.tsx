'use client';

import { Button, Group, NativeSelect, Spoiler, Text } from '@mantine/core';
import { memo } from 'react';
import type { AnswerGroup } from '../../engine/core/run-summary.ts';
import type { Method } from '../../engine/protocol.ts';
import type { QuestionRecord } from '../data/use-answers.ts';
import { METHOD_STYLES } from '../methods.ts';
import { answersOf } from './place.ts';
import type { PlaceActions } from './use-place.ts';

interface PlaceBarProps {
  record: QuestionRecord;
  group: AnswerGroup;
  /** The one in view. */
  method: Method;
  actions: PlaceActions;
}

/** The prompt, and which answer to it is looked at. */
export const PlaceBar = memo(function PlaceBar({ record, group, method: current, actions }: PlaceBarProps) {
  const turns = numbers(record.groups.map(({ turn }) => turn));
  const repeats = numbers(
    record.groups.filter(({ turn }) => turn === group.turn).map(({ repeat }) => repeat),
  );
  const asked = record.turns[group.turn];
  return (
    <>
      <div className="prompt-box">
        <Spoiler maxHeight={62} showLabel="whole prompt" hideLabel="less">
          <Text size="sm" className="prompt-text">
            {asked ?? 'The record does not keep what was asked.'}
          </Text>
        </Spoiler>
      </div>
      <Group gap="sm" mb="sm">
        <Group gap={4} role="group" aria-label="Method">
          {answersOf(group).map(({ method }) => (
            <Button
              key={method}
              size="compact-md"
              variant="default"
              className="method-choice"
              aria-pressed={method === current}
              leftSection={
                <span style={{ color: METHOD_STYLES[method].color }} aria-hidden="true">
                  {METHOD_STYLES[method].mark}
                </span>
              }
              onClick={() => actions.toMethod(method)}
            >
              {METHOD_STYLES[method].label}
            </Button>
          ))}
        </Group>
        <Group gap="sm" wrap="nowrap">
          <CountChoice what="turn" known={turns} current={group.turn} onChoose={actions.toTurn} />
          <CountChoice what="repeat" known={repeats} current={group.repeat} onChoose={actions.toRepeat} />
        </Group>
      </Group>
    </>
  );
});

interface CountChoiceProps {
  what: 'turn' | 'repeat';
  /** 0-based, as is `current`; shown from 1. */
  known: readonly number[];
  current: number;
  /** Told the number as it is shown. */
  onChoose: (shown: number) => void;
}

/** Nothing where there is nothing to choose. */
function CountChoice({ what, known, current, onChoose }: CountChoiceProps) {
  if (known.length < 2) return null;
  return (
    <NativeSelect
      aria-label={what === 'turn' ? 'Turn' : 'Repeat'}
      value={String(current + 1)}
      onChange={(event) => onChoose(Number(event.currentTarget.value))}
      data={known.map((one) => ({ value: String(one + 1), label: `${what} ${one + 1}` }))}
    />
  );
}

function numbers(list: readonly number[]): number[] {
  return [...new Set(list)].sort((a, b) => a - b);
}
