/** A run in a line. Pure. */
import type { RunListEntry, RunView } from './api-schema.ts';

const plural = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;

/** "16 prompts x 2, 96 tokens, fp32". */
export function runWords({ prompts, repeats, maxNewTokens, precision }: RunListEntry): string {
  const times = repeats === 1 ? '' : ` x ${repeats}`;
  return `${plural(prompts, 'prompt')}${times}, ${maxNewTokens} tokens, ${precision}`;
}

/** "2026-11-24 10:00", UTC. */
export function runDate(iso: string): string {
  return iso.slice(0, 16).replace('T', ' ');
}

/** Model, machine, precision, seed and commit, for the line under the run's name. */
export function environmentWords({ manifest }: RunView): string[] {
  const { engine, environment, settings } = manifest;
  return [
    engine.model.name,
    `${engine.precision}, ${plural(engine.threads, 'thread')}`,
    `${environment.processor}, ${plural(environment.cores, 'core')}`,
    `seed ${settings.seed}`,
    `commit ${environment.commit?.slice(0, 10) ?? 'n/a'}${environment.commit?.endsWith('-dirty') ? ' with changes' : ''}`,
  ];
}
