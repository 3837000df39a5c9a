/** `gorgon verify RUN`: a run folder against its own hashes and raw steps. */
import type { Command } from 'commander';
import { EngineError } from '../../engine/errors.ts';
import { problemLine } from '../../engine/records/run-problem.ts';
import { type RunCheck, verifyRun } from '../../engine/records/verify-run.ts';
import { writeOut } from '../write-out.ts';

export function register(program: Command): void {
  program
    .command('verify')
    .description('check the files of a run against their hashes, and every figure against the raw steps')
    .argument('<run>', 'run folder')
    .option('--json', 'print one JSON object', false)
    .action(async (dir: string, options: { json: boolean }) => {
      const check = await verifyRun(dir);
      if (options.json) await writeOut(`${JSON.stringify({ ok: check.problems.length === 0, ...check })}\n`);
      else await writeOut(`${[...check.problems.map(problemLine), ...verdict(check)].join('\n')}\n`);
      for (const note of check.notes) process.stderr.write(`${note}\n`);
      if (check.problems.length > 0)
        throw new EngineError(
          'file-corrupt',
          `${dir} does not match its record in ${check.problems.length} ${check.problems.length === 1 ? 'place' : 'places'}`,
        );
    });
}

function verdict({ id, files, groups, answers, steps, problems }: RunCheck): string[] {
  if (problems.length > 0) return [];
  const what = files === null ? 'steps agree with themselves' : `${files} files and every figure match`;
  return [`${id}: ok, ${what} (groups ${groups}, answers ${answers}, steps ${steps})`];
}
