/** Checks that every training's settings share; the error names the setting, its value and the range. */
import { invalidArgument } from '../errors.ts';
import type { LearningSettings } from './settings.ts';

/** Checks named whole numbers against their inclusive ranges. */
export function checkWhole<T extends object>(
  settings: T,
  ranges: Partial<Record<keyof T & string, readonly [low: number, high: number]>>,
): void {
  for (const [name, [low, high]] of Object.entries(ranges) as [
    keyof T & string,
    readonly [number, number],
  ][]) {
    const value: unknown = settings[name];
    if (!Number.isInteger(value) || (value as number) < low || (value as number) > high) {
      throw invalidArgument(name, value, `a whole number from ${low} to ${high}`);
    }
  }
}

/** What every draft's training is told beside its whole numbers. */
export function checkLearning(settings: LearningSettings): void {
  checkLearningRate(settings);
  checkPrompts(settings);
  checkShare('teacherShare', settings.teacherShare);
}

/** Where it is told at all, the number of prompts to learn from is whole; how many there are is known later. */
function checkPrompts({ prompts }: { prompts?: number }): void {
  if (prompts !== undefined && !(Number.isInteger(prompts) && prompts >= 1))
    throw invalidArgument('prompts', prompts, 'a whole number from 1');
}

/** A peak learning rate lies between 0 and 1, neither included. */
function checkLearningRate({ learningRate }: { learningRate: number }): void {
  if (!(learningRate > 0 && learningRate < 1)) {
    throw invalidArgument('learningRate', learningRate, 'a number between 0 and 1');
  }
}

/** A share lies from 0 to 1, both included. */
function checkShare(name: string, value: number): void {
  if (!(value >= 0 && value <= 1)) throw invalidArgument(name, value, 'a number from 0 to 1');
}
