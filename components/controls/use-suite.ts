'use client';

import { useEffect, useState } from 'react';

export interface SuiteQuestion {
  questionId: number | string;
  category: string;
  turns: string[];
}

/** The built-in prompts; empty until they are there, and with an error when they cannot be had. */
export function useSuite(): { questions: SuiteQuestion[]; error: string | null } {
  const [suite, setSuite] = useState<{ questions: SuiteQuestion[]; error: string | null }>({
    questions: [],
    error: null,
  });
  useEffect(() => {
    fetch('/api/suite')
      .then(async (response) => {
        if (!response.ok) throw new Error(`the server answered ${response.status}`);
        const { questions } = (await response.json()) as { questions: SuiteQuestion[] };
        setSuite({ questions, error: null });
      })
      .catch((error: unknown) => {
        const why = error instanceof Error ? error.message : String(error);
        setSuite({
          questions: [],
          error: `The suite's prompts cannot be read (${why}); your own text works.`,
        });
      });
  }, []);
  return suite;
}
