'use client';

import { Alert, Text } from '@mantine/core';
import { preparingWords } from '../format.ts';
import { LostConnection, PanelState } from '../shell/panel-state.tsx';
import { noiseSentence } from './race-load.ts';
import { lossSentences } from './race-losses.ts';
import type { Race } from './race-state.ts';

interface RaceNoticesProps {
  race: Race;
  /** What the server refused or no longer knows. */
  problem: string | null;
  /** The server does not answer, and is asked again. */
  lost: boolean;
  /** Settings of the form that are not the race's. */
  changed: readonly string[];
}

/** What a reader must know before the lanes: that it waits, what was lost, what failed. */
export function RaceNotices({ race, problem, lost, changed }: RaceNoticesProps) {
  const losses = lossSentences(race);
  const noise = noiseSentence(race);
  const { lanes, running } = race;
  const whole = lanes.filter(({ status }) => status === 'done').length;
  return (
    <>
      {problem ? (
        <PanelState
          kind="error"
          title="This race cannot be shown"
          message={problem}
          kept={lanes.length > 0 ? 'What had arrived is still shown below.' : 'A new race works.'}
        />
      ) : null}
      {lost ? <LostConnection /> : null}
      {!running && whole < lanes.length ? (
        <PanelState
          kind="partial"
          text={`${whole} of ${lanes.length} answers ${whole === 1 ? 'is' : 'are'} whole. What came of the others is kept.`}
        />
      ) : null}
      {noise ? (
        <Text className="panel-note" size="sm" role="note">
          {noise}
        </Text>
      ) : null}
      {changed.length > 0 ? (
        <PanelState
          kind="stale"
          text={`The settings above are others than this race had: ${changed.join(', ')}. Run for a race of these.`}
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
