import { describe, expect, it } from 'vitest';
import { RequestQueue } from '../../engine/child/request-queue.ts';

/** A queue whose requests end when the test says so, or when they are cancelled. */
function observed() {
  const log: string[] = [];
  const enders = new Map<number, () => void>();
  const queue = new RequestQueue<{ id: number }>(
    ({ id }, signal) =>
      new Promise((resolve) => {
        log.push(`begin ${id}`);
        const end = (how: string) => {
          log.push(`${how} ${id}`);
          resolve();
        };
        enders.set(id, () => end('end'));
        signal.addEventListener('abort', () => end('abort'));
      }),
    ({ id }) => log.push(`drop ${id}`),
  );
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return { log, queue, settle, end: (id: number) => enders.get(id)?.() };
}

describe('RequestQueue', () => {
  it('serves one at a time, in order of arrival', async () => {
    const { log, queue, settle, end } = observed();
    for (const id of [1, 2, 3]) queue.push({ id });
    await settle();
    expect(log).toEqual(['begin 1']);
    end(1);
    await settle();
    end(2);
    await settle();
    expect(log).toEqual(['begin 1', 'end 1', 'begin 2', 'end 2', 'begin 3']);
    end(3);
    await settle();
    queue.push({ id: 4 });
    expect(log.at(-1)).toBe('begin 4');
  });

  it('drops a waiting request at once and leaves the running one alone', async () => {
    const { log, queue, settle, end } = observed();
    for (const id of [1, 2, 3]) queue.push({ id });
    queue.cancel(2);
    expect(log).toEqual(['begin 1', 'drop 2']);
    end(1);
    await settle();
    expect(log).toEqual(['begin 1', 'drop 2', 'end 1', 'begin 3']);
  });

  it('aborts the running request only, and goes on with the next', async () => {
    const { log, queue, settle } = observed();
    for (const id of [1, 2]) queue.push({ id });
    queue.cancel(7);
    queue.cancel(1);
    await settle();
    expect(log).toEqual(['begin 1', 'abort 1', 'begin 2']);
    // Its turn is over: a late cancel must not reach the one after it.
    queue.cancel(1);
    await settle();
    expect(log).toHaveLength(3);
  });
});
