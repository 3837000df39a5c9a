import { describe, expect, it } from 'vitest';
import { bodyParts } from '../../report/html/body.ts';
import { reportMarkdown } from '../../report/markdown.ts';
import { render } from '../../report/markup.ts';
import { noticesOf } from '../../report/notices.ts';
import { sampleInput } from './sample-input.ts';

describe('notices', () => {
  const kinds = async (sample: Parameters<typeof sampleInput>[0]) =>
    noticesOf(await sampleInput(sample)).map(({ kind }) => kind);

  it('a complete, greedy, quiet run has none', async () => {
    expect(await kinds({})).toEqual([]);
  });

  it('partial, with how much is done', async () => {
    const input = await sampleInput({ turns: 2, manifest: { status: 'running' } });
    const [notice] = noticesOf({ ...input, groups: input.groups.slice(0, 3) });
    expect(notice?.text).toBe(
      'Partial run: 3 of 8 groups are done; it is running still, or was killed. Figures speak of what is done.',
    );
  });

  it('suspect, in red and in words, in the ledger too', async () => {
    const input = await sampleInput({ wrongFrom: 5 });
    const [notice] = noticesOf(input);
    expect(notice).toMatchObject({ kind: 'suspect', grave: true });
    expect(notice?.text).toMatch(/^Suspect: 4 outputs differ/);
    const page = bodyParts(input)
      .map(({ markup }) => render(markup))
      .join('\n');
    expect(page).toContain('<td class="number bad" data-sort="4">4 SUSPECT</td>');
    expect(page.match(/<td class="bad">SUSPECT<\/td>/g)).toHaveLength(4);
    expect(reportMarkdown(input)).toContain('4 SUSPECT');
  });

  it('sampled and lossy', async () => {
    const sampling = {
      kind: 'sample',
      temperature: 0.7,
      topK: 0,
      topP: 1,
      repetitionPenalty: 1,
      seed: 1,
      acceptance: { kind: 'typical', epsilon: 0.09, delta: 0.3 },
    } as const;
    const input = await sampleInput({ medusa: true });
    input.manifest.settings.sampling = sampling;
    expect(noticesOf(input).map(({ kind }) => kind)).toEqual(['sampled', 'lossy']);
  });

  it('noisy, and a single question', async () => {
    expect(await kinds({ edit: (group) => ({ ...group, load: { others: 0.5, steal: 0 } }) })).toEqual([
      'noisy',
    ]);
    expect(await kinds({ questions: [1] })).toEqual(['one question']);
  });
});
