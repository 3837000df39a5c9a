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
          {turns.length > 1 ? (
            <NativeSelect
              aria-label="Turn"
              value={String(group.turn + 1)}
              onChange={(event) => actions.toTurn(Number(event.currentTarget.value))}
              data={turns.map((turn) => ({ value: String(turn + 1), label: `turn ${turn + 1}` }))}
            />
          ) : null}
          {repeats.length > 1 ? (
            <NativeSelect
              aria-label="Repeat"
              value={String(group.repeat + 1)}
              onChange={(event) => actions.toRepeat(Number(event.currentTarget.value))}
              data={repeats.map((repeat) => ({ value: String(repeat + 1), label: `repeat ${repeat + 1}` }))}
            />
          ) : null}
        </Group>
      </Group>
    </>
  );
});

function numbers(list: readonly number[]): number[] {
  return [...new Set(list)].sort((a, b) => a - b);
}
