/** `gorgon report`: a run folder as a page, on paper, as tables, a text for a pull request, or charts. */
import type { Command } from 'commander';
import { EngineError, invalidArgument } from '../../engine/errors.ts';
import { type RunRecord, readRun } from '../../engine/records/read-run.ts';
import { scopeRun } from '../../engine/records/scope-run.ts';
import { addedBytes } from '../../report/html/page.ts';
import { countSteps } from '../../report/input.ts';
import {
  defaultOut,
  isTextFormat,
  REPORT_FORMATS,
  type ReportFormat,
  reportText,
  TEXT_FORMATS,
  writeCharts,
  writeOutFile,
  writePdf,
  writeTables,
} from '../../report/rim/write-report.ts';
import { TREE_CHOICES, type TreeChoice } from '../../report/trees/bookmarks.ts';
import { type TreesPart, treesPart } from '../../report/trees/trees-part.ts';
import { choiceOption } from '../options.ts';
import { addScopeOptions, type ScopeOptions, scopeOf } from '../scope-options.ts';
import { writeOut } from '../write-out.ts';

interface ReportCommandOptions extends ScopeOptions {
  format: ReportFormat;
  out?: string;
  trees?: TreeChoice;
}

/** Formats that can hold pictures of trees, and which they hold unless told. Paper of all questions is long enough. */
const TREES: Partial<Record<ReportFormat, TreeChoice>> = { html: 'bookmarks', pdf: 'none' };

export function register(program: Command): void {
  addScopeOptions(program.command('report'))
    .description('a report of a run: one HTML file that checks itself, a PDF, Markdown, tables or charts')
    .argument('<run>', 'run folder')
    .option('--format <name>', REPORT_FORMATS.join(', '), choiceOption(REPORT_FORMATS), 'html')
    .option(
      '--out <path>',
      `file (a folder for svg and parquet); - is standard output, for ${TEXT_FORMATS.join(', ')} (default: report-<run id>.<format> here)`,
    )
    .option(
      '--trees <which>',
      `candidate trees, for html and pdf: ${TREE_CHOICES.join(', ')}; bookmarks are the steps that tell most (default: bookmarks for html, none for pdf)`,
      choiceOption(TREE_CHOICES),
    )
    .action(async (folder: string, { format, out, trees, ...scope }: ReportCommandOptions) => {
      if (out === '-' && !isTextFormat(format)) throw invalidArgument('--out', out, `a path, for ${format}`);
      if (trees !== undefined && TREES[format] === undefined)
        throw invalidArgument('--trees', trees, `with --format html or pdf, not ${format}`);
      const whole = await readRun(folder);
      if (whole.groups.length === 0)
        throw new EngineError(
          'invalid-input',
          `${JSON.stringify(folder)} has no finished prompt to report on`,
        );
      const run = scopeRun(whole, scopeOf(scope));
      await write(
        run,
        format,
        out ?? defaultOut(run, format),
        treesOf(run, trees ?? TREES[format] ?? 'none'),
      );
    });
}

/** Tells how much the pictures add before anything is written. */
function treesOf(run: RunRecord, choice: TreeChoice): TreesPart[] {
  const part = treesPart(run, choice);
  if (!part) return [];
  const size = `${(addedBytes(part) / 1e6).toFixed(1)} MB`;
  note(`trees: ${part.shown} of ${countSteps(run.groups)} steps, ${size} of the page`);
  return [part];
}

async function write(
  run: RunRecord,
  format: ReportFormat,
  target: string,
  trees: readonly TreesPart[],
): Promise<void> {
  if (format === 'svg') note(`${(await writeCharts(run, target)).length} charts: ${target}`);
  else if (format === 'parquet') note(`${(await writeTables(run, target)).length} tables: ${target}`);
  else if (format === 'pdf') {
    await writePdf(run, target, trees);
    note(`report: ${target}`);
  } else {
    const text = await reportText(run, format, trees);
    if (target === '-') return await writeOut(text);
    await writeOutFile(target, text);
    note(`report: ${target}`);
  }
}

function note(text: string): void {
  process.stderr.write(`${text}\n`);
}
