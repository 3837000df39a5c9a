import { ANSWERS } from './answers.ts';
import { FIGURES } from './figures.ts';
import { NODES } from './nodes.ts';
import { QUESTIONS } from './questions.ts';
import { RUNS } from './runs.ts';
import { STEPS } from './steps.ts';

/** From the coarse to the fine. */
export const TABLES = [RUNS, FIGURES, QUESTIONS, ANSWERS, STEPS, NODES] as const;
