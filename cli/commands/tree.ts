/** `gorgon tree list | show | calibrate | search | check`: shapes of candidates, and which of them is worth its time here. */
import { mkdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { type Command, Option } from 'commander';
import { measureCost } from '../../bench/cost/measure-cost.ts';
import { SEARCH_COST } from '../../bench/cost/plan.ts';
import { acceptanceOf } from '../../engine/core/acceptance-counts.ts';
import type { CostCurve } from '../../engine/core/cost-curve.ts';
import { chanceOf } from '../../engine/core/tree-search.ts';
import { EngineError, invalidArgument } from '../../engine/errors.ts';
import { DRAFT_PATHS } from '../../engine/models/trained-drafts.ts';
import {
  DEFAULT_SETTINGS,
  HEADS,
  type HeadsKind,
  PRECISIONS,
  type Precision,
} from '../../engine/protocol.ts';
import { writeWhole } from '../../engine/training/answers.ts';
import { ACCEPTANCE_METHODS, type AcceptanceFile, countsOf } from '../../engine/trees/acceptance-format.ts';
import { ACCEPTANCE_FOLDER, acceptanceName, loadAcceptance } from '../../engine/trees/acceptance-store.ts';
import { type CopiesFile, copiesName } from '../../engine/trees/copies.ts';
import { predictTree, searchTree } from '../../engine/trees/search.ts';
import { loadTree, treeNames } from '../../engine/trees/tree-store.ts';
import { interruptSignal } from '../interrupt.ts';
import { wholeOption } from '../options.ts';
import { downloadText, progressLine } from '../progress.ts';
import { readCost } from '../read-cost.ts';
import { textTable } from '../table.ts';
import { registerCheck } from '../tree-check.ts';
import { acceptanceLine, predictionLine, shapeLine, sizeRows, treeLines } from '../tree-text.ts';
import { writeOut } from '../write-out.ts';

/** Of a short chat, as in the costs of a run. */
const CACHED_TOKENS = 256;
/** What the widest measured pass holds beside the root. */
const MAX_NODES = Math.max(...SEARCH_COST.rows) - 1;

interface Measured {
  method: HeadsKind;
  precision: Precision;
  acceptance?: string;
  cost?: string;
  cached: number;
  json: boolean;
}

export function register(program: Command): void {
  const tree = program
    .command('tree')
    .description("shapes of the heads' candidates: list, show, measure acceptance, search by the clock");
  registerList(tree);
  registerShow(tree);
  registerCalibrate(tree, program);
  registerSearch(tree);
  registerCheck(tree);
}

function registerList(tree: Command): void {
  tree
    .command('list')
    .description(
      'the trees that come with the product or were stored by the dashboard, by the names that --tree takes',
    )
    .action(async () => {
      for (const name of await treeNames()) {
        const file = await loadTree(name);
        await writeOut(`${shapeLine(file)}\n  ${file.source}\n`);
      }
    });
}

function addMethod(command: Command): Command {
  return command.addOption(new Option('--method <name>', 'whose heads').choices(HEADS).default(HEADS[0]));
}

function addMeasured(command: Command): Command {
  return addMethod(command)
    .addOption(
      new Option('--precision <name>', 'arithmetic').choices(PRECISIONS).default(DEFAULT_SETTINGS.precision),
    )
    .option('--acceptance <file>', 'what gorgon tree calibrate wrote (default: that of the shipped heads)')
    .option('--cost <file>', 'what gorgon cost --json printed, or a run.json')
    .option('--cached <n>', 'cached tokens at which a pass is priced', wholeOption(1), CACHED_TOKENS)
    .option('--json', 'print one JSON object', false);
}

function registerShow(tree: Command): void {
  addMeasured(tree.command('show'))
    .description('one tree, with the chance of each node and what a step should come to')
    .argument('<tree>', 'a name of gorgon tree list, or a JSON file')
    .action(async (choice: string, options: Measured) => {
      const file = await loadTree(choice);
      const acceptance = await loadAcceptance(options.method, options.precision, options.acceptance);
      const curve = options.cost === undefined ? null : await readCost(options.cost);
      const cost = curve && { curve, cachedTokens: options.cached };
      const prediction = acceptance && predictTree(file, acceptance, cost);
      if (options.json) return writeOut(`${JSON.stringify({ ...file, prediction })}\n`);
      const shares = acceptance && acceptanceOf(countsOf(acceptance));
      const lines = [
        shapeLine(file),
        `from ${file.source}`,
        ...treeLines(file.paths, shares && ((nodePath) => chanceOf(shares, nodePath))),
        ...(acceptance && prediction
          ? [acceptanceLine(acceptance), predictionLine(prediction)]
          : ['no acceptance was measured: gorgon tree calibrate measures it']),
      ];
      await writeOut(`${lines.join('\n')}\n`);
    });
}

/** What candidates can come from: a draft, or earlier text. */
const CALIBRATED = [...ACCEPTANCE_METHODS, 'lookup'] as const;

interface CalibrateOptions {
  method: (typeof CALIBRATED)[number];
  precision: Precision;
  prompts?: number;
  draft?: string;
  out: string;
}

function registerCalibrate(tree: Command, program: Command): void {
  tree
    .command('calibrate')
    .description("how often each candidate of a draft is the target's choice, on held-out training answers")
    .addOption(
      new Option('--method <name>', 'whose draft, or lookup for copies')
        .choices(CALIBRATED)
        .default(CALIBRATED[0]),
    )
    .addOption(
      new Option('--precision <name>', 'arithmetic').choices(PRECISIONS).default(DEFAULT_SETTINGS.precision),
    )
    .option('--prompts <n>', 'most held-out prompts to read (default: all)', wholeOption(1))
    .option('--draft <file>', 'a draft other than the shipped one')
    .option('--out <dir>', 'folder for the file', ACCEPTANCE_FOLDER)
    .action(async (options: CalibrateOptions) => {
      const { calibrateAcceptance, calibrateCopies } = await import('../../engine/load-acceptance.ts');
      const { method, precision, prompts, out } = options;
      const modelPath = program.opts<{ model?: string }>().model;
      if (method === 'lookup') {
        if (options.draft !== undefined)
          throw invalidArgument('--draft', options.draft, 'none with --method lookup, which has no draft');
        const measured = await calibrateCopies({ modelPath, precision }, { prompts });
        const file = await keep(out, copiesName(precision), measured);
        return writeOut(`${file}: ${measured.counts.positions} positions of ${measured.prompts} answers\n`);
      }
      const progress = progressLine();
      try {
        const measured = await calibrateAcceptance(
          {
            modelPath,
            precision,
            [DRAFT_PATHS[method]]: options.draft,
          },
          { method, prompts },
          (done, total) => progress.update(`reading held-out answers: ${done} of ${total}`),
          interruptSignal(),
        );
        const file = await keep(out, acceptanceName(method, precision), measured);
        progress.end();
        await writeOut(`${file}: ${measured.positions} positions of ${measured.prompts} answers\n`);
      } finally {
        progress.end();
      }
    });
}

async function keep(folder: string, name: string, measured: AcceptanceFile | CopiesFile): Promise<string> {
  const file = path.join(folder, name);
  await mkdir(folder, { recursive: true });
  await writeWhole(file, `${JSON.stringify(measured)}\n`);
  return file;
}

function registerSearch(tree: Command): void {
  addMeasured(tree.command('search'))
    .description('the tree with the most expected tokens per second, from measured acceptance and cost')
    .option('--max-nodes <n>', 'most candidates', wholeOption(1), MAX_NODES)
    .option('--name <name>', 'of the tree', 'searched')
    .option('--out <file>', 'where to write it')
    .action(async (options: Measured & { maxNodes: number; name: string; out?: string }) => {
      const acceptance = await needAcceptance(options);
      const curve =
        options.cost === undefined ? await measuredCost(options.precision) : await readCost(options.cost);
      const { maxNodes, name, cached: cachedTokens } = options;
      const { best, sizes } = searchTree(acceptance, curve, { maxNodes, name, cachedTokens });
      if (!best)
        throw new EngineError(
          'invalid-input',
          'the costs hold no pass of two rows or more to pay for a tree',
        );
      if (options.out !== undefined) await writeWhole(options.out, `${JSON.stringify(best)}\n`);
      if (options.json) return writeOut(`${JSON.stringify({ best, sizes })}\n`);
      const { header, rows } = sizeRows(sizes);
      const shares = acceptanceOf(countsOf(acceptance));
      const lines = [
        textTable(
          header,
          rows,
          header.map(() => false),
        ),
        '',
        shapeLine(best),
        ...treeLines(best.paths, (nodePath) => chanceOf(shares, nodePath)),
        acceptanceLine(acceptance),
        predictionLine(predictTree(best, acceptance, { curve, cachedTokens })),
      ];
      await writeOut(`${lines.join('\n')}\n`);
    });
}

async function needAcceptance({ method, precision, acceptance }: Measured): Promise<AcceptanceFile> {
  const found = await loadAcceptance(method, precision, acceptance);
  if (found) return found;
  throw new EngineError(
    'file-not-found',
    `no acceptance of ${method} was measured at ${precision} (make it with "gorgon tree calibrate --method ${method} --precision ${precision}")`,
  );
}

async function measuredCost(precision: Precision): Promise<CostCurve> {
  const { openCostProbe } = await import('../../engine/index.ts');
  const progress = progressLine();
  const probe = await openCostProbe({
    threads: availableParallelism(),
    precision,
    onProgress: (p) => progress.update(downloadText(p)),
  });
  try {
    const report = await measureCost(probe, SEARCH_COST, {
      onProgress: (done, total) => progress.update(`cost of a pass: ${done} of ${total}`),
      signal: interruptSignal(),
    });
    return report.curve;
  } finally {
    progress.end();
    await probe.close();
  }
}
