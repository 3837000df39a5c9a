'use client';

import { Text } from '@mantine/core';
import { memo } from 'react';
import { loadWords } from '../../engine/core/run-notes.ts';
import type { TokenId } from '../../engine/protocol.ts';
import { duration } from '../format.ts';
import { noisySpeedup } from './race-load.ts';
import { type Lane, laneSpeedup, laneVerdict, type Race } from './race-state.ts';
import { VerdictLine } from './verdict-line.tsx';

interface LaneNotesProps {
  lane: Lane;
  race: Race;
  label: (tokenId: TokenId) => string;
}

/** Whether the answer is vanilla's, what the prompt took, what else ran, and what went wrong. */
export const LaneNotes = memo(function LaneNotes({ lane, race, label }: LaneNotesProps) {
  const vanilla = race.lanes.find((other) => other.method === 'vanilla');
  return (
    <div>
      <VerdictLine
        verdict={laneVerdict(lane, race)}
        speedup={laneSpeedup(lane, vanilla)}
        noisy={noisySpeedup(lane, race)}
        label={label}
      />
      {lane.prefill ? (
        <Text size="xs" c="var(--quiet)" className="figures">
          Prompt of {lane.promptTokenIds.length} tokens; first token after {duration(lane.prefill.ttftMs)}.
        </Text>
      ) : null}
      {lane.load ? (
        <Text size="xs" c="var(--quiet)" className="figures">
          Meanwhile: {loadWords(lane.load)}.
        </Text>
      ) : null}
      {lane.message ? (
        <Text c="var(--bad)" role="alert" size="sm">
          {lane.message}
        </Text>
      ) : null}
    </div>
  );
});
