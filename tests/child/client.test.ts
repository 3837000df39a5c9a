import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { EngineClient } from '../../engine/child/client.ts';
import { DEFAULT_SETTINGS, type DecodeRequest } from '../../engine/protocol.ts';

const entry = fileURLToPath(new URL('./scripted-entry.ts', import.meta.url));
const request = (text: string): DecodeRequest => ({
  method: 'vanilla',
  prompt: { kind: 'raw', text },
  settings: DEFAULT_SETTINGS,
});

let client: EngineClient;
afterEach(() => client.close());

async function collect(text: string, signal?: AbortSignal): Promise<number> {
  let events = 0;
  for await (const _ of client.decode(request(text), signal)) events++;
  return events;
}

describe('EngineClient', () => {
  it('starts its child at the first request and streams to the end', async () => {
    client = new EngineClient(entry);
    expect(client.pid).toBeNull();
    expect(await collect('ok')).toBe(1);
    expect(client.state).toMatchObject({ kind: 'ready', info: { model: { name: 'scripted' } } });
  });

  it('passes refusals on with their code, and serves the next request', async () => {
    client = new EngineClient(entry);
    await expect(collect('refuse')).rejects.toMatchObject({
      code: 'invalid-argument',
      message: 'invalid thing: 1 (allowed: 2)',
    });
    expect(await collect('ok')).toBe(1);
  });

  it('says what is lost when the child dies, and starts a new one', async () => {
    client = new EngineClient(entry);
    await client.ready();
    const first = client.pid;
    await expect(collect('die')).rejects.toThrow(
      'killed by SIGKILL; this answer is lost, a new engine starts',
    );
    expect(await collect('ok')).toBe(1);
    expect(client.pid).not.toBe(first);
  });

  it('ends what runs when it is reopened, with another setup for the next child', async () => {
    client = new EngineClient(entry);
    const heard: string[] = [];
    await client.ready(({ phase }) => heard.push(phase));
    expect(heard).toEqual(['starting', 'loading']);
    const first = client.pid;
    const running = collect('endless');
    await new Promise((resolve) => setTimeout(resolve, 50));
    client.reopen({ precision: 'int8' });
    await expect(running).rejects.toMatchObject({ code: 'engine-lost' });
    expect(await client.ready()).toMatchObject({ precision: 'int8' });
    expect(client.pid).not.toBe(first);
    expect(await collect('ok')).toBe(1);
  });

  it('cancels by signal, and by leaving the loop', async () => {
    client = new EngineClient(entry);
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 100);
    expect(await collect('endless', controller.signal)).toBeGreaterThan(1);
    for await (const _ of client.decode(request('endless'))) break;
    expect(await collect('ok')).toBe(1);
  });

  it('ends a child that does not react to a cancel', async () => {
    client = new EngineClient(entry);
    await client.ready();
    const first = client.pid;
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 50);
    await expect(collect('hang', controller.signal)).rejects.toThrow('killed by SIGKILL');
    expect(await collect('ok')).toBe(1);
    expect(client.pid).not.toBe(first);
  }, 20_000);

  it('fails with a reason when the child cannot start', async () => {
    client = new EngineClient(`${entry}.missing`);
    await expect(collect('ok')).rejects.toThrow('the engine did not start: its process ended with code 1');
    // Looking again does not try again: a page that polls would start a process every time.
    client.start();
    expect([client.state.kind, client.pid]).toEqual(['failed', null]);
  });
});
