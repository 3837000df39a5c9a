/** `gorgon import FOLDER|ZIP|REPORT..`: runs made elsewhere, verified, into the folder of runs. */
import type { Command } from 'commander';
import { importRuns } from '../../engine/records/import-run.ts';
import { importReport } from '../../report/rim/import-report.ts';
import { writeOut } from '../write-out.ts';

export function register(program: Command): void {
  program
    .command('import')
    .description('verify runs made elsewhere and copy them into the folder of runs; none is written over')
    .argument('<source...>', 'run folders, ZIP archives of run folders, or HTML reports with their raw steps')
    .option('--runs <dir>', 'folder of run folders', 'runs')
    .action(async (sources: string[], { runs }: { runs: string }) => {
      for (const source of sources) {
        for (const { dir, check } of await (source.endsWith('.html') ? importReport : importRuns)(
          source,
          runs,
        )) {
          await writeOut(`${dir}\n`);
          for (const note of check.notes) process.stderr.write(`${check.id}: ${note}\n`);
        }
      }
    });
}
