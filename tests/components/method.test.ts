import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { parseGlossary } from '../../app/_lib/glossary.ts';
import { workedFormulas } from '../../components/method/worked.ts';
import { sampleInput } from '../report/sample-input.ts';

describe('parseGlossary', () => {
  it('reads every term of the glossary, without the signs of Markdown', async () => {
    const sections = parseGlossary(
      await readFile(new URL('../../docs/glossary.md', import.meta.url), 'utf8'),
    );
    expect(sections[0]?.title).toBe('One answer');
    const terms = sections.flatMap((section) => section.terms);
    expect(terms.length).toBeGreaterThan(40);
    for (const { term, meaning } of terms) {
      expect(`${term}${meaning}`).not.toMatch(/[`|]/);
      expect(meaning.length).toBeGreaterThan(1);
    }
    expect(terms.find(({ term }) => term === 'root')?.meaning).toContain("node 0 of the step's tree");
  });
});

describe('workedFormulas', () => {
  it('fill in figures of the catalog, and leave out what is not known', async () => {
    const { summary } = await sampleInput();
    const lookup = summary.methods.lookup?.overall;
    if (!lookup) throw new Error('no lookup');
    const known = { ...lookup, predictedSpeedup: 1.2, tokensPerStep: 1.5, predictedOverhead: 1.25 };
    expect(workedFormulas(known)[0]).toEqual({
      figure: 'predictedSpeedup',
      numbers: expect.stringMatching(/^1\.50* \/ 1\.250* = 1\.20*$/),
    });
    const unknown = workedFormulas({ ...lookup, predictedSpeedup: null });
    expect(unknown.map(({ figure }) => figure)).not.toContain('predictedSpeedup');
  });
});
