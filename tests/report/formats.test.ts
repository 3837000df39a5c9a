import { describe, expect, it } from 'vitest';
import { summaryTable } from '../../bench/summary-table.ts';
import { formatFigure } from '../../engine/core/figure-catalog.ts';
import type { QuestionFigures } from '../../engine/core/method-figures.ts';
import { DEFAULT_TREE, poolName } from '../../engine/core/own-trees.ts';
import { summarySentences } from '../../engine/core/run-sentences.ts';
import type { MethodInfo } from '../../engine/protocol.ts';
import type { RunSettings } from '../../engine/records/schema.ts';
import { reportCsv } from '../../report/csv.ts';
import { decodeRecord, encodeRecord } from '../../report/embedded-record.ts';
import { bodyParts } from '../../report/html/body.ts';
import type { ReportInput } from '../../report/input.ts';
import { reportJson } from '../../report/json.ts';
import { reportMarkdown } from '../../report/markdown.ts';
import { render } from '../../report/markup.ts';
import { benchCommand } from '../../report/run-facts.ts';
import { gorgon } from '../cli/gorgon.ts';
import { sampleInput } from './sample-input.ts';

const html = (input: ReportInput) =>
  bodyParts(input)
    .map(({ markup }) => render(markup))
    .join('\n');
/** Cells of a table in HTML, row by row. */
const cellsOf = (page: string, table: string) => {
  const [, body = ''] = page.match(new RegExp(`<table id="${table}">.*?<tbody>(.*?)</tbody>`, 's')) ?? [];
  return [...body.matchAll(/<tr>(.*?)<\/tr>/gs)].map(([, row = '']) =>
    [...row.matchAll(/<td[^>]*>(.*?)<\/td>/gs)].map(([, cell = '']) => cell),
  );
};

describe('figures of one run', () => {
  it('are the same to the last digit in terminal, page, Markdown and CSV', async () => {
    const input = await sampleInput({ medusa: true, repeats: 2, pace: { medusa: 0.7, lookup: 1.13 } });
    const page = html(input);
    const markdown = reportMarkdown(input);
    for (const sentence of summarySentences(input.summary, input.manifest.settings.sampling)) {
      expect(page).toContain(sentence);
      expect(markdown.replaceAll('\\', '')).toContain(sentence);
    }
    const [header = '', ...lines] = reportCsv(input).trimEnd().split('\r\n');
    const names = header.split(',');
    const rows = lines.map((line) => Object.fromEntries(line.split(',').map((cell, i) => [names[i], cell])));
    expect(rows).toHaveLength(12);
    const shown = cellsOf(page, 'questions-table');
    expect(shown).toHaveLength(12);
    for (const row of rows) {
      const method = row.method === 'medusa' ? 'Medusa' : row.method;
      const cells = shown.find((own) => own[0] === row.questionId && own[2] === method) ?? [];
      expect(cells[4]).toBe(formatFigure('speedup', Number(row.speedup)));
      expect(cells[6]).toBe(formatFigure('tokensPerSecond', Number(row.tokensPerSecond)));
      expect(cells[7]).toBe(formatFigure('tokensPerStep', Number(row.tokensPerStep)));
      expect(markdown).toContain(
        `| ${row.questionId} | ${row.category} | ${method} | ${cells[3]} | ${cells[4]} | ${cells[6]} | ${cells[7]} |`,
      );
    }
    const overall =
      cellsOf(page, 'speedup-table').find((row) => row[0] === 'overall' && row[1] === 'Medusa') ?? [];
    expect(summaryTable(input.summary, input.manifest.settings.sampling)).toMatch(
      new RegExp(`medusa .* ${overall[3]} +${overall[4]} `),
    );
  });

  it('are n/a where unknown, never 0, and empty in CSV', async () => {
    // Answers of one token have no steps, so no rate and no speedup.
    const input = await sampleInput({ settings: { maxNewTokens: 1 } });
    const [row] = cellsOf(html(input), 'questions-table').filter((cells) => cells[2] === 'lookup');
    expect(row?.slice(3)).toEqual(['identical', ...Array(8).fill('n/a'), '1']);
    const line = reportCsv(input)
      .split('\r\n')
      .find((text) => text.startsWith('1,math,lookup')) as string;
    expect(line).toBe('1,math,lookup,1,1,,,,,,,,,,identical');
    expect(reportMarkdown(input)).toContain('| overall | n/a (n/a) no verdict, n/a loop-free |');
  });
});

it('a run of vanilla alone is a report too', async () => {
  const input = await sampleInput({
    edit: (group) => ({ ...group, results: group.results.filter(({ method }) => method === 'vanilla') }),
  });
  const page = html(input);
  expect(page).toContain('Only vanilla ran: there is no speedup to speak of.');
  expect(page).toContain('No answer was compared with vanilla');
  expect(page).not.toMatch(/NaN|undefined|Infinity|<tbody><\/tbody>/);
  expect(reportMarkdown(input)).toContain('| vanilla | ');
});

describe('CSV', () => {
  it('keeps full precision and quotes what needs it', async () => {
    const input = await sampleInput({ edit: (group) => ({ ...group, category: 'a "b", c' }) });
    const [, line = ''] = reportCsv(input).split('\r\n');
    expect(line).toContain('1,"a ""b"", c",vanilla,');
    const own = input.questions[0] as QuestionFigures;
    expect(line).toContain(`,${own.tokensPerSecond},`);
  });
});

describe('Markdown', () => {
  it('of 80 prompts and four methods stays under 60 kB', async () => {
    const input = await sampleInput({ medusa: true, questions: Array.from({ length: 80 }, (_, i) => i + 1) });
    const speculative = input.questions
      .filter(({ method }) => method === 'medusa')
      .map((q) => ({ ...q, method: 'speculative' as const }));
    const text = reportMarkdown({ ...input, questions: [...input.questions, ...speculative] });
    expect(text).toContain('<details><summary>Every question (320 rows)</summary>');
    expect(Buffer.byteLength(text)).toBeLessThan(60_000);
  });

  it('lets no word of a record become markup', async () => {
    const input = await sampleInput({ edit: (group) => ({ ...group, category: '<b>|\n# x' }) });
    const text = reportMarkdown(input);
    expect(text).not.toContain('<b>');
    expect(text).toContain('| \\<b\\>\\| \\# x |');
  });
});

it('JSON holds settings, figures and ledger that follow from the steps, and no steps', async () => {
  const input = await sampleInput();
  const value = JSON.parse(reportJson(input));
  expect(Object.keys(value)).toEqual(['manifest', 'summary', 'questions', 'ledger']);
  expect(value.summary).toEqual(JSON.parse(JSON.stringify(input.summary)));
  expect(value.manifest.settings.seed).toBe(0);
  expect(value.ledger).toHaveLength(4);
});

it('HTML escapes whatever a record says', async () => {
  const input = await sampleInput({
    manifest: { id: '<script>alert(1)</script>' },
    edit: (group) => ({ ...group, category: '"><img src=x>' }),
  });
  const page = html(input);
  expect(page).not.toMatch(/<script|<img/);
  expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
});

describe('the steps inside a report', () => {
  it('give every figure again, exactly', async () => {
    const input = await sampleInput({ medusa: true, turns: 2, repeats: 2, wrongFrom: 5 });
    // Once through the record's own rounding, as a run folder does.
    const read = decodeRecord(encodeRecord(input));
    const again = decodeRecord(encodeRecord(read));
    expect(again).toEqual(read);
    expect(html(again)).toBe(html(read));
    expect(again.differences.length).toBeGreaterThan(0);
  });

  it('keep unknown tokens unknown', async () => {
    const input = await sampleInput({ wrongFrom: 5 });
    const again = decodeRecord(encodeRecord({ ...input, tokenBytes: new Map() }));
    expect(again.tokenBytes.size).toBe(0);
    const { otherToken } = input.differences[0]?.comparison ?? {};
    expect(html(again)).toContain(`<td>#${otherToken} (${otherToken})</td>`);
  });
});

describe('how to reproduce', () => {
  const command = async (settings: Partial<RunSettings>) =>
    benchCommand((await sampleInput({ settings: { repeats: 3, ...settings } })).manifest);
  const drawn = {
    kind: 'sample',
    temperature: 0.7,
    topK: 40,
    topP: 0.9,
    repetitionPenalty: 1.1,
    seed: 5,
    acceptance: { kind: 'typical', epsilon: 0.09, delta: 0.3 },
  } as const;

  it('names every setting by the options of the bench command', async () => {
    expect(await command({})).toBe(
      'gorgon bench --suite builtin --methods vanilla,lookup --questions 1,2,3,4 --max-new-tokens 40 --turns 1 --repeats 3 --precision fp32 --trace standard --seed 0 --no-dynamic',
    );
    const text = (await command({ sampling: drawn, seed: 5 })) ?? '';
    expect(text).toContain(
      '--seed 5 --no-dynamic --temperature 0.7 --top-k 40 --top-p 0.9 --repetition-penalty 1.1 --typical --typical-epsilon 0.09 --typical-delta 0.3',
    );
    const { stdout } = await gorgon(['bench', '--help']);
    for (const option of text.match(/--[\w-]+/g) ?? []) expect(stdout).toContain(`${option} `);
  });

  it('names no question of a whole suite, and says what the candidates fill', async () => {
    const { manifest } = await sampleInput({ medusa: true });
    const again = (methods: Partial<MethodInfo>, questions = manifest.suite.questions) =>
      benchCommand({
        ...manifest,
        suite: { ...manifest.suite, questions },
        engine: {
          ...manifest.engine,
          methods: manifest.engine.methods.map((info) =>
            info.method === 'medusa' ? { ...info, ...methods } : info,
          ),
        },
      });
    expect(again({}, manifest.settings.questionIds.length)).not.toContain('--questions');
    const named = (name: string) => ({ name, paths: [[0]] });
    expect(again({ tree: named(DEFAULT_TREE) })).toMatch(/--no-dynamic$/);
    expect(again({ tree: named(poolName(15)), worth: 1.3 })).toMatch(/--dynamic$/);
    expect(again({ tree: named('my own') })).toMatch(/--no-dynamic --tree 'my own'$/);
    expect(again({ tree: named('wide'), worth: 1.3 })).toMatch(/--dynamic --tree wide$/);
  });

  it('is not claimed where the command has no option', async () => {
    expect(await command({ stopStrings: ['x'] })).toBeNull();
    expect(await command({ sampling: drawn, seed: 6 })).toBeNull();
  });
});
