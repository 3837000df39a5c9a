/** The embedded model's tokenizer against llama.cpp (tests/fixtures/golden/README.md). */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Gguf, openGguf } from '../../engine/models/gguf.ts';
import { createGgufTokenizer } from '../../engine/models/gguf-tokenizer.ts';
import { fetchModel } from '../../engine/models/model-store.ts';

const { cases }: { cases: { text: string; ids: number[]; idsWithSpecial: number[] }[] } = JSON.parse(
  readFileSync(new URL('../fixtures/golden/smollm2-tokenizer.json', import.meta.url), 'utf8'),
);
let gguf: Gguf;
beforeAll(async () => {
  gguf = await openGguf((await fetchModel()).path);
});
afterAll(() => gguf.close());

it('gives llama.cpp’s ids for 30 tricky strings, special tokens as text and recognised', () => {
  const tokenizer = createGgufTokenizer(gguf);
  expect(cases).toHaveLength(30);
  for (const { text, ids, idsWithSpecial } of cases) {
    expect(tokenizer.encode(text), JSON.stringify(text)).toEqual(ids);
    expect(tokenizer.encode(text, { special: true }), JSON.stringify(text)).toEqual(idsWithSpecial);
    expect(tokenizer.decode(ids)).toBe(text);
  }
});
