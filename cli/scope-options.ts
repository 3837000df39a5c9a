/** The options that take a part of a run. */
import type { Command } from 'commander';
import { METHODS, type Method } from '../engine/protocol.ts';
import type { RunScope } from '../engine/records/scope-run.ts';
import { choicesOption } from './options.ts';

export interface ScopeOptions {
  methods?: Method[];
  categories?: string[];
  questions?: string[];
}

export function addScopeOptions(command: Command): Command {
  return command
    .option(
      '--methods <list>',
      'only these methods, with commas; vanilla always stays',
      choicesOption(METHODS),
    )
    .option('--categories <list>', 'only questions of these categories, with commas', words)
    .option('--questions <list>', 'only these questions by id, with commas', words);
}

export function scopeOf({ methods, categories, questions }: ScopeOptions): RunScope {
  return { methods: methods ?? null, categories: categories ?? null, questionIds: questions ?? null };
}

function words(text: string): string[] {
  return text.split(',').map((word) => word.trim());
}
