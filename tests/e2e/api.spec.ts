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
  const page = await (await request.get('/race')).text();
  const script = /\/_next\/static\/[^"\\]+\.js/.exec(page)?.[0] as string;
  const unknown = ['/rase', '/api/runz', '/api'];
  for (const path of ['/api/status', '/', '/race', '/runs/sample', '/icon.svg', script, ...unknown]) {
    const url = new URL(path, baseURL);
    expect(await statusFor(url, url.host), path).toBe(unknown.includes(path) ? 404 : 200);
    expect(await statusFor(url, 'evil.example'), path).toBe(403);
  }
  const nowhere = await request.delete('/api/runz');
  expect([nowhere.status(), await nowhere.json()]).toEqual([
    404,
    { error: 'there is nothing at /api/runz (docs/openapi.json names every address)' },
  ]);
});

/** By Node's own client: a browser writes the host itself. */
function statusFor(url: URL, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    httpRequest(url, { headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
}

test('pages load nothing from elsewhere and stand in no other page', async ({ request, page }) => {
  for (const path of ['/', '/race', '/runs/sample', '/rase', '/api/status']) {
    const headers = (await request.get(path)).headers();
    const policy = headers['content-security-policy'];
    expect(policy, path).toContain("default-src 'self'; script-src 'self' 'unsafe-inline'; ");
    expect(policy, path).toContain("frame-ancestors 'none'");
    expect(headers['x-content-type-options'], path).toBe('nosniff');
  }
  // The pages need nothing that is refused, to save a picture included. Two libraries ask whether text may be run as code
  // and take no for an answer.
  const refused: string[] = [];
  await page.exposeFunction('onRefused', (what: string) => refused.push(what));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
      if (blockedURI !== 'eval') Reflect.get(window, 'onRefused')(`${violatedDirective}: ${blockedURI}`);
    });
  });
  const ofRun = ['/prompts', '/prompts/41', '/method', '/trees', ''].map((part) => `/runs/sample${part}`);
  for (const path of ['/race', '/bench', '/compare', '/reports', '/training', ...ofRun]) {
    await page.goto(path);
    await expect(page.getByRole('heading', { level: 1 }), path).toBeVisible();
  }
  const chart = page.getByRole('region', { name: /^Speedup/ }).first();
  await chart.getByRole('button', { name: 'Save' }).click();
  const coming = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: 'Picture as PNG' }).click();
  expect((await coming).suggestedFilename()).toMatch(/\.png$/);
  expect(refused).toEqual([]);
  // And what it should refuse is refused.
  await page.evaluate(() => {
    document.head.append(Object.assign(document.createElement('script'), { src: 'http://127.0.0.1:9/x.js' }));
  });
  await expect.poll(() => refused).toEqual(['script-src-elem: http://127.0.0.1:9/x.js']);
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
    'load',
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
