'use client';

import { useMemo } from 'react';
import { useQuestion } from '../data/use-answers.ts';
import { useRun } from '../data/use-runs.ts';
import type { Source } from '../shell/run-source.ts';
import type { Address } from './address.ts';
import { raceOfRecord } from './from-record.ts';
import { NO_RACE, type Race } from './race-state.ts';
import { useRace } from './use-race.ts';

/** Where a recorded race lies, for links into its run. Turn and repeat count from 1. */
export interface RecordPlace {
  run: string;
  questionId: string;
  turn: number;
  repeat: number;
}

export interface ShownRace {
  race: Race;
  /** Null where nothing is shown. */
  source: Source | null;
  record: RecordPlace | null;
  /** Nothing of it has come yet. */
  loading: boolean;
  /** The server does not answer, and is asked again. */
  lost: boolean;
  problem: string | null;
}

/** The race that the address names: one that the server holds, or the answers of a run record. */
export function useShownRace(address: Address): ShownRace {
  const live = useRace(address.rec === null ? address.race : null);
  const recorded = useRecordedRace(address);
  if (address.rec !== null) return recorded;
  const { race, error, lost } = live;
  const source = race.lanes.length === 0 ? null : race.running ? 'live' : 'replay';
  const loading = address.race !== null && race.request === null && error === null;
  return { race, source, record: null, loading, lost, problem: error };
}

function useRecordedRace({ rec, q, turn, rep }: Address): ShownRace {
  const run = useRun(rec);
  const questionId = q ?? (run.data ? String(run.data.manifest.settings.questionIds[0]) : null);
  const question = useQuestion(rec, questionId);
  const race = useMemo((): Race | null => {
    if (!run.data || !question.data) return null;
    const { groups, turns, tokenBytes, questionId: id } = question.data;
    const group = groups.find((one) => one.turn === turn - 1 && one.repeat === rep - 1);
    return group ? raceOfRecord(group, turns[turn - 1] ?? '', id, run.data.manifest, tokenBytes) : NO_RACE;
  }, [run.data, question.data, turn, rep]);
  const error = run.error ?? question.error;
  return {
    race: race ?? NO_RACE,
    source: race && race.lanes.length > 0 ? (run.data?.sample ? 'sample' : 'replay') : null,
    record: rec !== null && questionId !== null ? { run: rec, questionId, turn, repeat: rep } : null,
    loading: rec !== null && race === null && error === null,
    lost: false,
    problem:
      error?.message ??
      (race?.lanes.length === 0
        ? `Run ${rec} has no turn ${turn} in repeat ${rep} of question ${questionId}.`
        : null),
  };
}
