import { describe, expect, it } from 'vitest';
import { jsonLines } from '../../app/_lib/json-lines.ts';
import { fetchLines } from '../../components/data/fetch-json.ts';

/** What a page reads of the answer. */
async function* read(response: Response): AsyncGenerator<object> {
  const { fetch } = globalThis;
  globalThis.fetch = async () => response;
  try {
    yield* fetchLines('/api', new AbortController().signal);
  } finally {
    globalThis.fetch = fetch;
  }
}

async function all(lines: AsyncIterable<object>): Promise<object[]> {
  const list: object[] = [];
  for await (const line of lines) list.push(line);
  return list;
}

describe('an answer in lines', () => {
  it('sends each line when it is known, before the work is done', async () => {
    let finish = () => {};
    const response = await jsonLines(async (tell) => {
      tell({ a: 'é\n"' });
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
      tell({ b: 2 });
    });
    const lines = read(response);
    expect((await lines.next()).value).toEqual({ a: 'é\n"' });
    finish();
    expect(await all(lines)).toEqual([{ b: 2 }]);
  });

  it('throws what fails before the first line, and tells in a line what fails later', async () => {
    await expect(
      jsonLines(async () => {
        throw new Error('no such run');
      }),
    ).rejects.toThrow('no such run');
    const response = await jsonLines(async (tell) => {
      tell({ a: 1 });
      throw new Error('the disk is full');
    });
    const lines = read(response);
    expect((await lines.next()).value).toEqual({ a: 1 });
    await expect(lines.next()).rejects.toThrow('the disk is full');
  });

  it('may tell nothing, and may lose its reader', async () => {
    expect(await all(read(await jsonLines(async () => {})))).toEqual([]);
    let tellMore = () => {};
    const response = await jsonLines(async (tell) => {
      tell({ a: 1 });
      await new Promise<void>((resolve) => {
        tellMore = () => {
          tell({ b: 2 });
          resolve();
        };
      });
    });
    await response.body?.cancel();
    expect(tellMore).not.toThrow();
  });
});
