import { describe, expect, it } from 'vitest';
import { parseRace } from '../../app/_lib/parse-race.ts';
import { loadSuite } from '../../bench/prompts/load-suite.ts';
import { DEFAULT_CHOICE } from '../../components/engine-choice.ts';
import { METHODS } from '../../engine/protocol.ts';

const good = { prompt: ' Hi\n', methods: ['medusa', 'vanilla'], maxNewTokens: 5 };
const parse = (request: Request) => parseRace(request, null);
const post = (body: BodyInit) => parse(new Request('http://localhost/', { method: 'POST', body }));

describe('parseRace', () => {
  it('takes a prompt verbatim; the trace is standard unless asked otherwise, like that of a benchmark', async () => {
    expect(await post(JSON.stringify(good))).toEqual({
      ...good,
      methods: ['vanilla', 'medusa'],
      questionId: null,
      traceLevel: 'standard',
      sampling: { kind: 'greedy', repetitionPenalty: 1 },
      engine: DEFAULT_CHOICE,
    });
    expect((await post(JSON.stringify({ ...good, traceLevel: 'full' }))).traceLevel).toBe('full');
  });

  it('calls a prompt by its question only where it is that question', async () => {
    const { questions } = await loadSuite('builtin');
    const prompt = questions[0]?.turns[0];
    const questionId = String(questions[0]?.questionId);
    expect(await post(JSON.stringify({ ...good, prompt, questionId }))).toMatchObject({ questionId });
    for (const change of [{ questionId }, { questionId: 'none', prompt }])
      await expect(post(JSON.stringify({ ...good, ...change }))).rejects.toThrow(
        'allowed: the id of the question of the suite whose first turn is the prompt',
      );
  });

  it('fills in what a way of sampling does not name', async () => {
    const sampling = { kind: 'sample', temperature: 0.7, acceptance: { kind: 'typical', delta: 0.2 } };
    expect((await post(JSON.stringify({ ...good, sampling }))).sampling).toEqual({
      kind: 'sample',
      temperature: 0.7,
      topK: 0,
      topP: 1,
      repetitionPenalty: 1,
      seed: 0,
      acceptance: { kind: 'typical', epsilon: 0.09, delta: 0.2 },
    });
  });

  it('names field and range of what it refuses', async () => {
    const methods = `one or more of ${METHODS.join(', ')}, each once`;
    const refused: [object, string][] = [
      [{ prompt: '' }, 'invalid prompt: "" (allowed: text of 1 to 100000 characters)'],
      [{ prompt: 7 }, 'invalid prompt: 7 (allowed: text'],
      [{ prompt: 'x'.repeat(100_001) }, 'invalid prompt: "100003 characters" (allowed: text'],
      [{ methods: ['turbo'] }, `invalid methods: ["turbo"] (allowed: ${methods})`],
      [{ methods: [] }, `invalid methods: [] (allowed: ${methods})`],
      [{ methods: ['vanilla', 'vanilla'] }, `invalid methods: ["vanilla","vanilla"] (allowed: ${methods})`],
      [{ maxNewTokens: 0 }, 'invalid maxNewTokens: 0 (allowed: a whole number from 1 to 2048)'],
      [{ maxNewTokens: 2049 }, 'invalid maxNewTokens: 2049 (allowed'],
      [{ maxNewTokens: 1.5 }, 'invalid maxNewTokens: 1.5 (allowed'],
      [{ maxNewTokens: undefined }, 'invalid maxNewTokens: undefined (allowed'],
      [{ traceLevel: 'loud' }, 'invalid traceLevel: "loud" (allowed: standard, full)'],
      [
        { colour: 'red' },
        'invalid field: "colour" (allowed: prompt, questionId, methods, maxNewTokens, traceLevel, sampling, engine)',
      ],
      [
        { engine: { precision: 'int2' } },
        'invalid engine: {"precision":"int2"} (allowed: an object of precision',
      ],
      [
        { engine: { drafts: { medusa: 'none' } } },
        'invalid trained set for medusa: "none" (allowed: shipped',
      ],
      [{ sampling: 'hot' }, 'invalid sampling: "hot" (allowed: an object of kind greedy or sample'],
      [
        { sampling: { kind: 'greedy', temperature: 1 } },
        'invalid sampling: {"kind":"greedy","temperature":1}',
      ],
      [{ sampling: { kind: 'sample', topP: '0.9' } }, 'invalid sampling: {"kind":"sample","topP":"0.9"}'],
      [{ sampling: { kind: 'sample', topP: 0 } }, 'invalid topP: 0 (allowed: a number above 0, up to 1'],
      [{ sampling: { kind: 'greedy', repetitionPenalty: 0 } }, 'invalid repetitionPenalty: 0 (allowed'],
      [
        { methods: ['lookup', 'vanilla'], sampling: { kind: 'sample', acceptance: { kind: 'typical' } } },
        'invalid acceptance: "typical" (allowed: lossless for lookup',
      ],
    ];
    for (const [change, message] of refused)
      await expect(post(JSON.stringify({ ...good, ...change }))).rejects.toThrow(message);
    await expect(post('{')).rejects.toThrow(/^the body is not JSON$/);
    for (const body of ['null', '[]', '3'])
      await expect(post(body)).rejects.toThrow(
        'the body is no object (allowed: one with prompt, questionId, methods',
      );
    await expect(parse(new Request('http://localhost/', { method: 'POST' }))).rejects.toThrow('not JSON');
  });

  it('refuses a body that is too long before reading all of it, and bytes that are no text', async () => {
    let sent = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(stream) {
        sent += 65_536;
        stream.enqueue(new Uint8Array(65_536).fill(32));
      },
    });
    const request = new Request('http://localhost/', {
      method: 'POST',
      body: endless,
      duplex: 'half',
    } as RequestInit);
    await expect(parse(request)).rejects.toThrow('the body has more than 262144 bytes');
    expect(sent).toBeLessThan(1_000_000);
    const invalid = Buffer.concat([Buffer.from('{"prompt":"'), Buffer.from([0xff]), Buffer.from('"}')]);
    await expect(post(invalid)).rejects.toThrow('the body is not UTF-8');
  });
});
