/** `gorgon report`: a run folder as a page, a table, a text for a pull request, or charts. */
import type { Command } from 'commander';
import { EngineError, invalidArgument } from '../../engine/errors.ts';
import { readRun } from '../../engine/records/read-run.ts';
import { countSteps } from '../../report/input.ts';
import {
  defaultOut,
  REPORT_FORMATS,
  type ReportFormat,
  reportText,
  TEXT_FORMATS,
  type TextFormat,
  writeCharts,
  writeOutFile,
} from '../../report/rim/write-report.ts';
import { TREE_CHOICES, type TreeChoice } from '../../report/trees/bookmarks.ts';
import { treesPart } from '../../report/trees/trees-part.ts';
import { choiceOption } from '../options.ts';
import { writeOut } from '../write-out.ts';

interface ReportCommandOptions {
  format: ReportFormat;
  out?: string;
  trees?: TreeChoice;
}

export function register(program: Command): void {
  program
    .command('report')
    .description('a report of a run: one HTML file that checks itself, or Markdown, CSV, JSON, SVG charts')
    .argument('<run>', 'run folder')
    .option('--format <name>', REPORT_FORMATS.join(', '), choiceOption(REPORT_FORMATS), 'html')
    .option(
      '--out <path>',
      `file (a folder for svg); - is standard output, for ${TEXT_FORMATS.join(', ')} (default: report-<run id>.<format> here)`,
    )
    .option(
      '--trees <which>',
      `candidate trees in the page: ${TREE_CHOICES.join(', ')}; bookmarks are the steps that tell most (default: bookmarks)`,
      choiceOption(TREE_CHOICES),
    )
    .action(async (folder: string, { format, out, trees }: ReportCommandOptions) => {
      if (trees !== undefined && format !== 'html')
        throw invalidArgument('--trees', trees, `with --format html, not ${format}`);
      if (out === '-' && !isText(format)) throw invalidArgument('--out', out, `a path, for ${format}`);
      const run = await readRun(folder);
      if (run.groups.length === 0)
        throw new EngineError(
          'invalid-input',
          `${JSON.stringify(folder)} has no finished prompt to report on`,
        );
      const target = out ?? defaultOut(run, format);
      if (!isText(format)) {
        const files = await writeCharts(run, target);
        note(`${files.length} charts: ${target}`);
        return;
      }
      const part = format === 'html' ? treesPart(run, trees ?? 'bookmarks') : null;
      if (part)
        note(`trees: ${part.shown} of ${countSteps(run.groups)} steps, ${megabytes(part.size)} of the page`);
      const text = await reportText(run, format, part ? [part] : []);
      if (target === '-') await writeOut(text);
      else {
        await writeOutFile(target, text);
        note(`report: ${target}`);
      }
    });
}

function isText(format: ReportFormat): format is TextFormat {
  return (TEXT_FORMATS as readonly string[]).includes(format);
}

function note(text: string): void {
  process.stderr.write(`${text}\n`);
}

function megabytes(characters: number): string {
  return `${(characters / 1e6).toFixed(1)} MB`;
}
