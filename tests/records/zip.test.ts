import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { readZip } from '../../engine/records/zip.ts';

const fixture = (name: string) => readFile(new URL(`../fixtures/zip/${name}`, import.meta.url));

const CONTENT = {
  'folder/short.txt': 'hello\n',
  'folder/long.txt': `${'gorgon '.repeat(400)}\n`,
  'folder/grün.txt': 'ä\n',
};

describe('a ZIP archive', () => {
  for (const name of ['python.zip', 'infozip.zip', 'streamed.zip'])
    it(`made by another program is read: ${name}`, async () => {
      const files = readZip(await fixture(name)).filter((entry) => !entry.name.endsWith('/'));
      const found = files.map((entry) => [entry.name, entry.read().toString('utf8')]);
      expect(Object.fromEntries(found)).toEqual(CONTENT);
      expect(files.map(({ size }) => size)).toEqual(
        files.map((entry) => Buffer.byteLength(CONTENT[entry.name as keyof typeof CONTENT])),
      );
    });

  it('that is encrypted, or packed otherwise, is refused', async () => {
    const [encrypted, bzip2] = await Promise.all(['encrypted.zip', 'bzip2.zip'].map(fixture));
    expect(() => readZip(encrypted as Buffer)).toThrow('folder/long.txt is encrypted');
    expect(() => readZip(bzip2 as Buffer)).toThrow('long.txt is packed by method 12');
  });

  it('that is none, or cut off, is refused', async () => {
    const whole = await fixture('python.zip');
    expect(() => readZip(Buffer.from('hello'))).toThrow('it is no ZIP archive');
    expect(() => readZip(Buffer.alloc(0))).toThrow('it is no ZIP archive');
    expect(() => readZip(whole.subarray(0, -40))).toThrow('it is no ZIP archive');
    expect(() => readZip(whole.subarray(100))).toThrow('is not where the archive says');
  });

  it('with any byte changed gives the same content or an error, never other content', async () => {
    const whole = await fixture('python.zip');
    let refused = 0;
    for (let at = 0; at < whole.length; at++) {
      const bytes = Buffer.from(whole);
      bytes[at] = (bytes[at] as number) ^ 0x41;
      let contents: string[];
      try {
        contents = readZip(bytes).map((entry) =>
          entry.name.endsWith('/') ? '' : entry.read().toString('utf8'),
        );
      } catch {
        refused++;
        continue;
      }
      for (const content of contents) expect(['', ...Object.values(CONTENT)]).toContain(content);
    }
    expect(refused).toBeGreaterThan(150);
  });

  it('that unpacks to more than it says is refused before it has filled the memory', async () => {
    const bytes = await fixture('python.zip');
    const central = bytes.indexOf(Buffer.from('folder/long.txt'), bytes.indexOf('PK\x01\x02')) - 46;
    bytes.writeUInt32LE(100, central + 24);
    const long = readZip(bytes).find((entry) => entry.name === 'folder/long.txt');
    expect(() => long?.read()).toThrow('cannot be unpacked');
  });
});
