/** A report's parts in their order: words, charts and tables, the same for every format that shows them. */
import { precisionSentence } from '../engine/core/precision-words.ts';
import { summarySentences } from '../engine/core/run-sentences.ts';
import { allCharts } from './charts/all-charts.ts';
import type { Chart } from './charts/chart.ts';
import { countSteps, type ReportInput } from './input.ts';
import { differencesTable, ledgerLine, ledgerTable } from './ledger.ts';
import { type Notice, noticesOf } from './notices.ts';
import { promptsTable, questionsTable } from './questions.ts';
import {
  benchCommand,
  environmentLine,
  environmentTable,
  formulasTable,
  modelTable,
  settingsTable,
} from './run-facts.ts';
import type { Table } from './table.ts';

export interface Section {
  id: string;
  title: string;
  /** Sentences, a paragraph each. */
  words: string[];
  chart: Chart | null;
  tables: Table[];
  /** To be run, shown as it is typed. */
  commands: string[];
}

export interface ReportHead {
  title: string;
  /** When, what and where, in a line each. */
  lines: string[];
  notices: Notice[];
  /** One sentence a method. */
  headline: string[];
}

export function headOf(input: ReportInput): ReportHead {
  const { manifest } = input;
  const precision = precisionSentence(manifest.engine);
  return {
    title: `Decoding benchmark ${manifest.id}`,
    lines: [
      `${manifest.startedAt}, status ${manifest.status}, ${manifest.settings.questionIds.length} questions of suite ${manifest.suite.name}, figures from ${countSteps(input.groups)} raw steps`,
      environmentLine(input),
      ...(precision === null ? [] : [precision]),
    ],
    notices: noticesOf(input),
    headline: summarySentences(input.summary, input.manifest.settings.sampling),
  };
}

export function sectionsOf(input: ReportInput): Section[] {
  return [
    ...allCharts(input).map(
      (chart): Section => ({
        id: chart.id,
        title: chart.title,
        words: [chart.finding],
        chart,
        tables: [],
        commands: [],
      }),
    ),
    section(
      'ledger',
      'Losslessness ledger',
      [ledgerLine(input), LEDGER_TERMS],
      [...listed(ledgerTable(input)), ...listed(differencesTable(input))],
    ),
    section('questions', 'Questions', [], [questionsTable(input)]),
    section('prompts', 'What was asked', promptWords(input), listed(promptsTable(input))),
    section(
      'environment',
      'Settings and environment',
      [],
      [settingsTable(input), environmentTable(input), modelTable(input)],
    ),
    section('method', 'Method and formulas', METHOD_WORDS, [formulasTable()]),
    reproduce(input),
  ];
}

const LEDGER_TERMS =
  "Identical: token by token vanilla's. Near-tie: at the first difference vanilla's two best logits all but agree, or the plain model itself chooses otherwise when the width of its pass changes. Suspect: anything else; no speedup counts beside it.";

const METHOD_WORDS = [
  "Runs are serial: all methods on one turn of one question, one after the other, in an order shuffled by the seed, then the next. The first answers are warm-up and are dropped; draft state is cold at every prompt. A later turn builds on vanilla's own answers, for every method.",
  'The unit is the question: its turns and repeats count inside it. Intervals are of paired ratios. A verdict is given after a correction over all cells shown; where it says no clear difference, no order of methods is claimed.',
  'What is not known is n/a, never 0.',
];

function section(id: string, title: string, words: string[], tables: Table[]): Section {
  return { id, title, words, chart: null, tables, commands: [] };
}

function listed(table: Table): Table[] {
  return table.rows.length > 0 ? [table] : [];
}

function promptWords({ prompts }: ReportInput): string[] {
  return prompts.length > 0
    ? []
    : ['This record, of an older version, did not keep the text of its questions.'];
}

function reproduce({ manifest }: ReportInput): Section {
  const { commit } = manifest.environment;
  const command = benchCommand(manifest);
  const words = [
    commit === null
      ? 'The commit of the program is not known.'
      : `Check out commit ${commit.replace(/-dirty$/, '')}${commit.endsWith('-dirty') ? '; files were changed since, so the run cannot be had again exactly' : ''}.`,
    command === null
      ? 'The run had settings beyond the options of the bench command; its manifest, inside this report, holds them all.'
      : 'The same run, and a check of a run folder that figures, steps and hashes agree:',
  ];
  return {
    ...section('reproduce', 'How to reproduce', words, []),
    commands: [...(command === null ? [] : [command]), `gorgon verify runs/${manifest.id}`],
  };
}
