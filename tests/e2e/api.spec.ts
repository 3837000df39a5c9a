import { request as httpRequest } from 'node:http';
import { expect, test } from '@playwright/test';

const good = { prompt: 'Hi', methods: ['vanilla'], maxNewTokens: 2 };

test('bad bodies get 400 and one clear line', async ({ request }) => {
  const cases: [unknown, RegExp][] = [
    [{ ...good, prompt: '' }, /^invalid prompt: "" \(allowed: text of 1 to/],
    [{ ...good, methods: ['turbo'] }, /^invalid methods: \["turbo"\] \(allowed: one or more of vanilla/],
    [{ ...good, maxNewTokens: -1 }, /^invalid maxNewTokens: -1 \(allowed: a whole number from 1 to 2048\)/],
    [{ ...good, engine: { tree: 'oak' } }, /^invalid tree: "oak" \(allowed: null, mc_sim_7b_63, /],
    [{ ...good, colour: 'red' }, /^invalid field: "colour"/],
    [{ ...good, prompt: 'x'.repeat(300_000) }, /^the body has more than 262144 bytes/],
  ];
  for (const [data, message] of cases) {
    const response = await request.post('/api/races', { data });
    expect(response.status(), JSON.stringify(data).slice(0, 80)).toBe(400);
    expect((await response.json()).error).toMatch(message);
  }
  const text = await request.post('/api/races', {
    data: '{',
    headers: { 'content-type': 'application/json' },
  });
  expect(text.status()).toBe(400);
});

test('other sites and other hosts are refused', async ({ request, baseURL }) => {
  const foreign = await request.post('/api/races', {
    data: good,
    headers: { origin: 'http://evil.example' },
  });
  expect(foreign.status()).toBe(403);
  const url = new URL('/api/status', baseURL);
  const status = await new Promise<number | undefined>((resolve, reject) => {
    httpRequest(url, { headers: { host: 'evil.example' } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
  expect(status).toBe(403);
});

test('a race starts at once and tells numbered events that end with race-end, from any event on', async ({
  request,
}) => {
  // An engine that is on its way would be told of first.
  await request.post('/api/status');
  const started = await request.post('/api/races', { data: good });
  expect(started.status()).toBe(202);
  const { id } = await started.json();
  expect(started.headers().location).toBe(`/api/races/${id}`);
  const events = `/api/races/${id}/events`;
  const response = await request.get(events);
  expect(response.headers()['content-type']).toContain('text/event-stream');
  const blocks = (await response.text()).trim().split('\n\n');
  expect(blocks.map((block) => block.split('\n')[0])).toEqual(blocks.map((_, i) => `id: ${i}`));
  const told = blocks.map((block) => JSON.parse((block.split('\n')[1] as string).slice('data: '.length)));
  expect(told.map((event) => event.event?.type ?? event.type)).toEqual([
    'race-start',
    'run-start',
    'labels',
    'prefill-end',
    'text-delta',
    'labels',
    'step-end',
    'text-delta',
    'run-end',
    'race-end',
  ]);
  const rest = await request.get(events, { headers: { 'last-event-id': '7' } });
  expect((await rest.text()).trim().split('\n\n')).toEqual(blocks.slice(8));
  expect(await (await request.get('/api/races')).json()).toEqual(
    expect.arrayContaining([expect.objectContaining({ id, over: true })]),
  );
  for (const path of ['/api/races/none/events', '/api/races/none'])
    expect((await request.fetch(path, { method: path.endsWith('events') ? 'GET' : 'DELETE' })).status()).toBe(
      404,
    );
});
