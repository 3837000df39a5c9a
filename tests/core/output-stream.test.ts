import { describe, expect, it } from 'vitest';
import { OutputStream } from '../../engine/core/output-stream.ts';

const tokens: Record<number, Uint8Array> = {
  1: new TextEncoder().encode('ab'),
  2: Uint8Array.of(0xe2, 0x82), // the first two bytes of the euro sign
  3: Uint8Array.of(0xac, 0x21), // its last, and an exclamation mark
  4: new TextEncoder().encode('b-'),
};
const make = (stopStrings: string[] = [], maxNewTokens = 100) =>
  new OutputStream({
    endTokenIds: [9],
    maxNewTokens,
    stopStrings,
    tokenBytes: (id) => tokens[id] ?? new Uint8Array(),
  });

describe('OutputStream', () => {
  it('hands out whole characters only', () => {
    const out = make();
    expect(out.accept([1, 2]).text).toBe('ab');
    expect(out.accept([3]).text).toBe('€!');
  });
  it('shows an incomplete character as U+FFFD when the answer ends', () => {
    const out = make([], 1);
    expect(out.accept([2])).toEqual({ kept: [2], stop: 'budget', text: '\ufffd' });
  });
  it('holds back what may begin a stop string, and lets it go when it does not', () => {
    const out = make(['bb-']);
    expect(out.accept([1]).text).toBe('a');
    expect(out.accept([1]).text).toBe('ba');
    expect(out.accept([4])).toEqual({ kept: [4], stop: 'stop-string', text: '' });
    expect(out.text).toBe('aba');
  });
  it('lets held text go at the end', () => {
    const out = make(['bb-']);
    out.accept([1]);
    expect(out.end()).toBe('b');
    expect(out.text).toBe('ab');
  });
  it('cuts at the end token and keeps it', () => {
    const out = make();
    expect(out.accept([1, 9, 1])).toEqual({ kept: [1, 9], stop: 'end-token', text: 'ab' });
    expect(() => out.accept([1])).toThrow('ended already');
  });
  it('keeps a byte order mark', () => {
    const out = new OutputStream({
      endTokenIds: [],
      maxNewTokens: 5,
      stopStrings: [],
      tokenBytes: () => Uint8Array.of(0xef, 0xbb, 0xbf),
    });
    expect(out.accept([1]).text).toBe('\ufeff');
  });
});
