'use client';

import { useEffect, useState } from 'react';
import { useEngineChoice } from '../controls/engine-address.ts';
import type { SuiteQuestion } from '../controls/use-suite.ts';
import type { EngineChoice } from '../engine-choice.ts';
import { promptOf, type RaceForm, seededForm } from './race-form.ts';
import type { Race } from './race-state.ts';

interface FilledForm {
  form: RaceForm;
  setForm: (form: RaceForm) => void;
  choice: EngineChoice;
  setChoice: (choice: EngineChoice) => void;
  /** The reader, or the address, asks for something else than the race in view by itself. */
  edited: boolean;
}

/**
 * What the form holds: the race in view, until somebody changes it. `wanted` is the suite's prompt that the address names;
 * it and an engine that the address names stand above those of the race.
 */
export function useRaceForm(
  { request, choice: raced }: Pick<Race, 'request' | 'choice'>,
  wanted: string | null,
  questions: readonly SuiteQuestion[],
): FilledForm {
  const { choice: addressed, setChoice, said } = useEngineChoice(false);
  const [draft, setDraft] = useState<RaceForm | null>(null);
  const [chose, setChose] = useState(false);
  useEffect(() => {
    const prompt = promptOf(wanted, questions);
    if (prompt) setDraft((before) => before && { ...before, ...prompt });
  }, [wanted, questions]);
  const named = said || chose;
  return {
    form: draft ?? seededForm(request, wanted, questions),
    setForm: setDraft,
    choice: named ? addressed : (raced ?? addressed),
    setChoice: (choice) => {
      setChose(true);
      setChoice(choice);
    },
    edited: draft !== null || named || (wanted !== null && wanted !== request?.questionId),
  };
}
