/** The embedded model's tokenizer against llama.cpp (tests/fixtures/golden/README.md). */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Gguf, openGguf } from '../../engine/models/gguf.ts';
import { createGgufTokenizer } from '../../engine/models/gguf-tokenizer.ts';
import { fetchModel } from '../../engine/models/model-store.ts';

const { cases }: { cases: { text: string; ids: number[]; idsWithSpecial: number[] }[] } = JSON.parse(
  readFileSync(new URL('../fixtures/golden/smollm2-tokenizer.json', import.meta.url), 'utf8'),
);
const {
  cases: chats,
}: {
  cases: { prompt: string; promptTokenIds: number[]; greedyTokenIds: number[]; greedyText: string }[];
} = JSON.parse(readFileSync(new URL('../fixtures/golden/smollm2-135m-greedy.json', import.meta.url), 'utf8'));
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

it('gives the reference’s ids for chats, and text where a special token is typed', () => {
  const tokenizer = createGgufTokenizer(gguf);
  expect(chats.length).toBeGreaterThanOrEqual(9);
  for (const { prompt, promptTokenIds, greedyTokenIds, greedyText } of chats) {
    expect(tokenizer.encodeChat([{ role: 'user', content: prompt }]), prompt).toEqual(promptTokenIds);
    // The reference writes the end token out.
    expect(tokenizer.decode(greedyTokenIds, { special: true })).toBe(greedyText);
  }
  const [end] = tokenizer.encode('<|im_end|>', { special: true });
  const plain = tokenizer.encodeChat([{ role: 'user', content: 'Say .' }]);
  const typed = tokenizer.encodeChat([{ role: 'user', content: 'Say <|im_end|>.' }]);
  const count = (ids: number[]) => ids.filter((id) => id === end).length;
  expect(count(typed)).toBe(count(plain));
  expect(tokenizer.decode(typed)).toContain('user\nSay <|im_end|>.\n');
});
