import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeUtf8 } from '../../cli/read-text.ts';

describe('decodeUtf8', () => {
  const bad: [string, number[], number][] = [
    ['a lead byte without its rest', [0x6e, 0x61, 0xef, 0x76, 0x65], 2],
    ['a character cut off at the end', [0x61, 0xe2, 0x82], 1],
    ['a continuation byte alone', [0x61, 0x62, 0x80], 2],
    ['an overlong form', [0xc0, 0x80], 0],
    ['an overlong form of three', [0x61, 0xe0, 0x80, 0x80], 1],
    ['a surrogate', [0x61, 0xed, 0xa0, 0x80], 1],
    ['past U+10FFFF', [0xf4, 0x90, 0x80, 0x80], 0],
    ['no lead byte of UTF-8', [0xc3, 0xa9, 0xff], 2],
  ];
  for (const [name, bytes, offset] of bad) {
    it(`names the offset: ${name}`, () => {
      expect(() => decodeUtf8(Uint8Array.from(bytes), 'the file')).toThrow(
        `the file is not UTF-8: byte ${offset} `,
      );
    });
  }

  it('gives back every text, a byte order mark included', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(decodeUtf8(Buffer.from(`\ufeff${text}`), 'the file')).toBe(`\ufeff${text}`);
      }),
    );
  });

  it('everything before the named offset is valid, and one byte more is not', () => {
    const decoder = () => new TextDecoder('utf-8', { fatal: true });
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 12 }), (bytes) => {
        let message = '';
        try {
          decodeUtf8(bytes, 'it');
          return;
        } catch (error) {
          message = (error as Error).message;
        }
        const offset = Number(/byte (\d+)/.exec(message)?.[1]);
        expect(() => decoder().decode(bytes.subarray(0, offset))).not.toThrow();
        for (let end = offset + 1; end <= bytes.length; end++) {
          expect(() => decoder().decode(bytes.subarray(0, end))).toThrow();
        }
      }),
    );
  });
});
