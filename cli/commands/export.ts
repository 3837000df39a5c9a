/** `gorgon export RUN`: a run's tables, its answers in Spec-Bench's form, or the schema of all records. */
import { type Command, Option } from 'commander';
import { invalidArgument } from '../../engine/errors.ts';
import {
  exportSchema,
  exportSpecBench,
  exportTables,
  TABLE_FORMATS,
} from '../../engine/records/export-run.ts';
import { readRun } from '../../engine/records/read-run.ts';
import { scopeRun } from '../../engine/records/scope-run.ts';
import { addScopeOptions, type ScopeOptions, scopeOf } from '../scope-options.ts';
import { writeOut } from '../write-out.ts';

const FORMATS = [...TABLE_FORMATS, 'spec-bench', 'schema'] as const;
type Format = (typeof FORMATS)[number];

interface ExportCommandOptions extends ScopeOptions {
  format: Format;
  out: string;
}

export function register(program: Command): void {
  addScopeOptions(program.command('export'))
    .description('write the tables of a run, or its answers in the form of Spec-Bench, as files')
    .argument('[run]', 'run folder; the schema needs none')
    .addOption(
      new Option('--format <name>', 'of the files; schema: JSON Schema of the records')
        .choices(FORMATS)
        .makeOptionMandatory(),
    )
    .requiredOption('--out <dir>', 'folder for the files; none in it is written over')
    .action(async (dir: string | undefined, options: ExportCommandOptions) => {
      const files = await write(dir, options);
      await writeOut(files.map((file) => `${file}\n`).join(''));
    });
}

async function write(
  dir: string | undefined,
  { format, out, ...scope }: ExportCommandOptions,
): Promise<string[]> {
  if (format === 'schema') return exportSchema(out);
  if (dir === undefined) throw invalidArgument('run', '', `a run folder for --format ${format}`);
  const run = scopeRun(await readRun(dir), scopeOf(scope));
  return format === 'spec-bench' ? exportSpecBench(run, out) : exportTables(run, format, out);
}
