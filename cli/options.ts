/** Parsers of option values: a bad value is wrong usage, named with what is allowed. */
import { InvalidArgumentError } from 'commander';

/** A whole number from `low` on. */
export function wholeOption(low: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === '' || !Number.isSafeInteger(value) || value < low) {
      throw new InvalidArgumentError(`Allowed: a whole number from ${low}.`);
    }
    return value;
  };
}

/** A number between two bounds, neither included. */
export function numberOption(low: number, high: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === '' || !(value > low && value < high)) {
      throw new InvalidArgumentError(`Allowed: a number between ${low} and ${high}.`);
    }
    return value;
  };
}

/** A share, 0 and 1 included. */
export function shareOption(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= 1))
    throw new InvalidArgumentError('Allowed: a number from 0 to 1.');
  return value;
}

/** Whole numbers from `low` on, separated by commas. */
export function wholeListOption(low: number): (text: string) => number[] {
  const parse = wholeOption(low);
  return (text) => text.split(',').map(parse);
}

/** One of a few words. */
export function choiceOption<T extends string>(choices: readonly T[]): (text: string) => T {
  return (text) => {
    if (!(choices as readonly string[]).includes(text))
      throw new InvalidArgumentError(`Allowed: ${choices.join(', ')}.`);
    return text as T;
  };
}

/** Some of a few words, separated by commas, each once. */
export function choicesOption<T extends string>(choices: readonly T[]): (text: string) => T[] {
  const parse = choiceOption(choices);
  return (text) => [...new Set(text.split(',').map(parse))];
}
