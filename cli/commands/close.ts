/** `gorgon close`: keeps a run that was killed as a partial one. */
import type { Command } from 'commander';
import { closeRun } from '../../engine/records/close-run.ts';
import { writeOut } from '../write-out.ts';

export function register(program: Command): void {
  program
    .command('close')
    .description(
      'keep a run that was killed as it is, marked partial (bench --resume goes on with it instead)',
    )
    .argument('<run>', 'run folder')
    .action(async (dir: string) => {
      const { id, groups } = await closeRun(dir, new Date().toISOString());
      await writeOut(`${id}: ${groups} groups kept, marked partial\n`);
    });
}
