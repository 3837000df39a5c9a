'use client';

import { Alert, Text } from '@mantine/core';
import { preparingWords } from '../format.ts';
import { PanelState } from '../shell/panel-state.tsx';
import { lossSentences } from './race-losses.ts';
import type { Race } from './race-state.ts';

interface RaceNoticesProps {
  race: Race;
  /** What the server refused or no longer knows. */
  problem: string | null;
}

/** What a reader must know before the lanes: that it waits, what was lost, what failed. */
export function RaceNotices({ race, problem }: RaceNoticesProps) {
  const losses = lossSentences(race);
  return (
    <>
      {problem ? (
        <PanelState
          kind="error"
          title="This race cannot be shown"
          message={problem}
          kept={race.lanes.length > 0 ? 'What had arrived is still shown below.' : 'A new race works.'}
        />
      ) : null}
      {losses.length > 0 ? (
        <Alert color="red" title="The engine was restarted" role="alert">
          {losses.join(' ')}
        </Alert>
      ) : null}
      {race.ahead.length > 0 ? (
        <Text className="panel-note" size="sm" role="note">
          <b>Waiting.</b> The engine decodes one thing at a time; ahead: {race.ahead.join(', ')}.
        </Text>
      ) : null}
      {race.preparing ? (
        <Text className="panel-note" size="sm" role="note">
          <b>Preparing.</b> The engine is opened with {race.engine}: {preparingWords(race.preparing)}.
        </Text>
      ) : null}
    </>
  );
}
