'use client';

import { Stack } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useQueryStates } from 'nuqs';
import { useEffect, useMemo, useState } from 'react';
import { precisionSentence } from '../../engine/core/precision-words.ts';
import { EngineLine } from '../controls/engine-line.tsx';
import { predictabilitiesOf } from '../controls/suite-prompt.ts';
import { SuiteState } from '../controls/suite-state.tsx';
import { NO_QUESTIONS, useSuite } from '../controls/use-suite.ts';
import { useEngine } from '../data/use-engine.ts';
import { useRun } from '../data/use-runs.ts';
import { methodsUnder } from '../engine-choice.ts';
import { METHOD_STYLES } from '../methods.ts';
import type { RaceRequest } from '../race-events.ts';
import { PageHeader } from '../shell/page-header.tsx';
import { PanelState } from '../shell/panel-state.tsx';
import { SourceBadge } from '../shell/source-badge.tsx';
import { useCurrentRun } from '../shell/use-current-run.ts';
import { ADDRESS } from './address.ts';
import { openRace, saveRace, startRace, stopRace } from './race-api.ts';
import { RaceControls } from './race-controls.tsx';
import { RaceFacts } from './race-facts.tsx';
import { changedSettings, type RaceForm, requestOf } from './race-form.ts';
import { RaceNotices } from './race-notices.tsx';
import { RaceView } from './race-view.tsx';
import { useRaceForm } from './use-race-form.ts';
import { useShownRace } from './use-shown-race.ts';

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** Pixels that the lanes of a race take. */
const LANES_HEIGHT = 620;

export function RacePage() {
  const [address, setAddress] = useQueryStates(ADDRESS);
  const { state: engine, retry } = useEngine();
  const { race, source, record, loading, lost, problem } = useShownRace(address);
  const suite = useSuite();
  const questions = suite.data ?? NO_QUESTIONS;
  const predictabilities = useSuitePredictabilities();
  const [refused, setRefused] = useState<string | null>(null);
  const [saving, setSaving] = useState<{ now: boolean; problem: string | null }>({
    now: false,
    problem: null,
  });
  /** Who came for a recording, or a moment of it, sees that first. */
  const [cameToWatch] = useState(address.rec !== null);
  const [replayAtEnd, setReplayAtEnd] = useState(true);
  /** The race that was begun on this page. Of any other the events arrive at once, as if it ended just now. */
  const [begun, setBegun] = useState<string | null>(null);
  const queries = useQueryClient();

  const { prompt: wanted, race: raceId, rec, m, step } = address;
  const { form, setForm, choice, setChoice, edited } = useRaceForm(race, wanted, questions);

  // A page that names no race joins the one that runs.
  const named = raceId !== null || rec !== null;
  useEffect(() => {
    if (named) return;
    openRace().then(
      (open) => open && setAddress({ race: open.id }),
      () => null, // The status line tells of a server that does not answer.
    );
  }, [named, setAddress]);

  const change = (next: RaceForm) => {
    setForm(next);
    if (next.questionId !== form.questionId) setAddress({ prompt: next.questionId });
  };
  const run = async (request: RaceRequest) => {
    setRefused(null);
    setSaving({ now: false, problem: null });
    try {
      const id = await startRace(request);
      setBegun(id);
      // Of the race before, its place and moment mean nothing here; the chosen step waits for its lane.
      setAddress({ race: id, rec: null, q: null, turn: null, rep: null, t: null }, { history: 'push' });
    } catch (error) {
      setRefused(messageOf(error));
    }
  };
  const stop = () => {
    if (raceId !== null) stopRace(raceId).catch((error: unknown) => setRefused(messageOf(error)));
  };
  const save = async (id: string) => {
    setSaving({ now: true, problem: null });
    try {
      const { run: recorded, questionId } = await saveRace(id);
      await queries.invalidateQueries({ queryKey: ['runs'] });
      setAddress({ race: null, rec: recorded, q: String(questionId) }, { history: 'push' });
      setSaving({ now: false, problem: null });
    } catch (error) {
      setSaving({ now: false, problem: messageOf(error) });
    }
  };

  const ready = requestOf(form, choice, engine);
  const changed =
    race.running || !edited || !('request' in ready) ? [] : changedSettings(race, ready.request);
  // The server says what its int8 costs; a record does itself.
  const open = engine?.kind === 'ready' ? engine.info : null;
  const precision = record === null && open?.precision === race.precision?.precision ? open : race.precision;
  const missing = wanted !== null && suite.data !== undefined && form.questionId !== wanted;
  const controls = (
    <RaceControls
      form={form}
      onChange={change}
      questions={questions}
      predictabilities={predictabilities}
      note={
        suite.isPending
          ? "The suite's prompts are loading."
          : missing
            ? `The suite has no prompt ${wanted}: take another, or type one.`
            : null
      }
      choice={choice}
      onChoice={setChoice}
      engine={engine}
      running={race.running}
      onRun={run}
      onStop={stop}
      replayAtEnd={replayAtEnd}
      onReplayAtEnd={setReplayAtEnd}
    />
  );
  return (
    <>
      <PageHeader title="Race" words="One prompt, several ways of decoding, one engine, one clock.">
        {source ? <SourceBadge source={source} /> : null}
      </PageHeader>
      <Stack gap="md">
        <EngineLine state={engine} onRetry={retry} />
        <SuiteState suite={suite} />
        {cameToWatch ? (
          <details>
            <summary>Race this prompt again, or another</summary>
            {controls}
          </details>
        ) : (
          controls
        )}
        {refused ? <PanelState kind="error" title="The server refused that" message={refused} /> : null}
        <RaceNotices race={race} problem={problem} lost={lost} changed={changed} />
        {loading ? <PanelState kind="loading" height={LANES_HEIGHT} label="The race is loading" /> : null}
        {race.lanes.length > 0 ? (
          <>
            <RaceFacts
              race={race}
              record={record}
              precision={precision && precisionSentence(precision)}
              onSave={record === null && raceId !== null ? () => save(raceId) : null}
              saving={saving.now}
              saveProblem={saving.problem}
            />
            <RaceView
              key={raceId ?? `${rec} ${address.q} ${address.turn} ${address.rep}`}
              race={race}
              infos={race.methods ?? methodsUnder(engine, race.choice ?? choice)}
              record={record}
              replayAtEnd={replayAtEnd && raceId === begun}
            />
          </>
        ) : loading || problem ? null : (
          <PanelState kind="empty" title="No race yet">
            {m !== null && step !== null
              ? `Press Run to see step ${step} of ${METHOD_STYLES[m].label}.`
              : 'Press Run: each method decodes the prompt in turn on the same engine, then all are replayed together, and every step can be opened.'}
          </PanelState>
        )}
      </Stack>
    </>
  );
}

/** How sure the target was on the suite's prompts, from the run in view; empty where that is of another suite. */
function useSuitePredictabilities() {
  const { id } = useCurrentRun();
  const { data } = useRun(id);
  return useMemo(
    () => predictabilitiesOf(data?.manifest.suite.name === 'builtin' ? data.promptFigures : []),
    [data],
  );
}
