import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EngineError } from '../../engine/errors.ts';
import { CATEGORIES } from '../../engine/protocol.ts';
import { loadTrainingPrompts } from '../../engine/training/prompts.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gorgon-prompts-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function write(content: Uint8Array): Promise<string> {
  const path = join(folder, 'mine.jsonl.gz');
  await writeFile(path, content);
  return path;
}

const lineA = '{"id":"a","category":"math","prompt":" 1 + 1? ","source":"x"}';
const lineB = '{"id":"b","category":"coding","prompt":"Sort.","source":"y"}';

describe('the shipped file', () => {
  it('is the one the read-me describes: hash, sources and their counts', async () => {
    const readme = await readFile(new URL('../../data/prompts/README.md', import.meta.url), 'utf8');
    const { sha256, prompts } = await loadTrainingPrompts();
    expect(readme).toContain(`sha256 \`${sha256}\``);
    const counts = new Map<string, number>();
    for (const { source } of prompts) {
      const row = source.replace(/^mbxp-.*/, 'mbxp');
      counts.set(row, (counts.get(row) ?? 0) + 1);
    }
    const rows = [...readme.matchAll(/^\| ([\w-]+) \|(?: \d* ?\|)+ (\d+) \|$/gm)].map(([, source, total]) => [
      source,
      Number(total),
    ]);
    expect(Object.fromEntries(rows)).toEqual(Object.fromEntries(counts));
    const licensed = [...readme.matchAll(/^\| ([^|]+) \| [^|]*@ `[0-9a-f]{40}`[^|]*\| [^|]+ \|/gm)].flatMap(
      ([, names]) => names!.split(', ').map((name) => name.replace('-*', '')),
    );
    // The MBXP row points back to the repository of the row above it and so names no commit.
    expect(new Set([...licensed, 'mbxp'])).toEqual(new Set(counts.keys()));
    expect(readme).toMatch(/^\| mbxp-\* \| same repository.*\| CC BY 4\.0/m);
  });

  it('has the eight categories, balanced in every prefix, and unique ids', async () => {
    const { prompts } = await loadTrainingPrompts();
    expect(prompts).toHaveLength(15_246);
    expect(new Set(prompts.map(({ category }) => category))).toEqual(new Set(CATEGORIES));
    expect(new Set(prompts.map(({ id }) => id)).size).toBe(prompts.length);
    for (const size of [80, 800, 8000]) {
      for (const category of CATEGORIES) {
        const share = prompts.slice(0, size).filter((prompt) => prompt.category === category).length / size;
        expect(share, `${category} in the first ${size}`).toBeGreaterThan(0.08);
        expect(share, `${category} in the first ${size}`).toBeLessThan(0.17);
      }
    }
  });

  it('gives the first prompts under the hash of the whole', async () => {
    const all = await loadTrainingPrompts();
    const first = await loadTrainingPrompts(5);
    expect(first).toEqual({ sha256: all.sha256, prompts: all.prompts.slice(0, 5) });
  });
});

describe('another file', () => {
  it('is read verbatim', async () => {
    const path = await write(gzipSync(`${lineA}\n${lineB}\n`));
    expect((await loadTrainingPrompts(undefined, { path })).prompts).toEqual([
      JSON.parse(lineA),
      JSON.parse(lineB),
    ]);
  });

  it.each([0, 3, 1.5, -1])('refuses a limit of %s for two prompts', async (limit) => {
    const path = await write(gzipSync(`${lineA}\n${lineB}\n`));
    await expect(loadTrainingPrompts(limit, { path })).rejects.toThrow(
      /training prompts.*whole numbers from 1 to 2/,
    );
  });

  it('that is missing is named', async () => {
    const path = join(folder, 'absent.gz');
    await expect(loadTrainingPrompts(1, { path })).rejects.toMatchObject({
      code: 'file-not-found',
      message: expect.stringContaining('absent.gz'),
    });
  });

  const faults: [string, Uint8Array, RegExp][] = [
    ['plain text', Buffer.from(lineA), /not a whole gzip file/],
    ['a truncated gzip', gzipSync(`${lineA}\n${lineB}\n`).subarray(0, 60), /not a whole gzip file/],
    ['nothing', gzipSync('\n'), /no prompts in it/],
    ['invalid UTF-8', gzipSync(Buffer.from([0x22, 0xff, 0x22])), /not valid UTF-8/],
    ['broken JSON', gzipSync(`${lineA}\n{`), /line 2: not valid JSON/],
    ['a missing field', gzipSync('{"id":"a","category":"math","source":"x"}'), /line 1: field "prompt"/],
    [
      'a number as id',
      gzipSync('{"id":1,"category":"math","prompt":"p","source":"x"}'),
      /line 1: field "id"/,
    ],
    ['an id twice', gzipSync(`${lineA}\n${lineA}`), /line 2: id "a" is there twice/],
  ];
  it.each(faults)('with %s is refused in one line', async (_, content, message) => {
    const path = await write(content);
    const error: unknown = await loadTrainingPrompts(undefined, { path }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(EngineError);
    expect((error as EngineError).code).toBe('file-corrupt');
    expect((error as EngineError).message).toMatch(message);
    expect((error as EngineError).message).not.toContain('\n');
  });
});
