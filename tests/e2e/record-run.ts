/** Records a small real run for the chart: 8 prompts, one a category, by the command line as a user would. */
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';

export default function recordRun(): void {
  rmSync('test-results/runs', { recursive: true, force: true });
  execFileSync(
    process.execPath,
    [
      '--import',
      'tsx',
      'cli/main.ts',
      'bench',
      '--no-cost',
      '--turns',
      '1',
      '--prompts',
      '8',
      '--max-new-tokens',
      '16',
      '--out',
      'test-results/runs/recorded',
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
}
