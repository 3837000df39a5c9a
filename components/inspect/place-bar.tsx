'use client';

import { Group, NativeSelect, SegmentedControl, Spoiler, Text } from '@mantine/core';
import type { Method } from '../../engine/protocol.ts';
import type { QuestionRecord } from '../data/use-answers.ts';
import { METHOD_STYLES } from '../methods.ts';
import { answersOf, type Place } from './place.ts';
import type { PlaceActions } from './use-place.ts';

interface PlaceBarProps {
  record: QuestionRecord;
  place: Place;
  actions: PlaceActions;
}

/** The prompt, and which answer to it is looked at. */
export function PlaceBar({ record, place, actions }: PlaceBarProps) {
  const { group, result } = place;
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
      <Group gap="sm" mb="sm" className="place-bar">
        <SegmentedControl
          aria-label="Method"
          value={result.method}
          onChange={(value) => actions.toMethod(value as Method)}
          data={answersOf(group).map(({ method }) => ({
            value: method,
            label: (
              <span>
                <span style={{ color: METHOD_STYLES[method].color }} aria-hidden="true">
                  {METHOD_STYLES[method].mark}{' '}
                </span>
                {METHOD_STYLES[method].label}
              </span>
            ),
          }))}
        />
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
    </>
  );
}

function numbers(list: readonly number[]): number[] {
  return [...new Set(list)].sort((a, b) => a - b);
}
