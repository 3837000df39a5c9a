import { ANSWERS } from './answers.ts';
import { NODES } from './nodes.ts';
import { QUESTIONS } from './questions.ts';
import { RUNS } from './runs.ts';
import { STEPS } from './steps.ts';

/** From the coarse to the fine. */
export const TABLES = [RUNS, QUESTIONS, ANSWERS, STEPS, NODES] as const;
