import { describe, expect, it } from 'vitest';
import { refuseForeign } from '../../app/_lib/request-guard.ts';

async function answer(headers: Record<string, string>): Promise<number | 'passes'> {
  const refused = refuseForeign(new Request('http://127.0.0.1:3000/api/races', { headers }));
  return refused?.status ?? 'passes';
}

describe('refuseForeign', () => {
  it('lets this machine through, by any of its own names and on any port', async () => {
    for (const host of ['127.0.0.1:3000', 'localhost:3000', '[::1]:3000', 'localhost'])
      expect(await answer({ host })).toBe('passes');
    expect(await answer({ host: 'localhost:3000', origin: 'http://localhost:3000' })).toBe('passes');
  });

  it('refuses names that another site can point at this machine', async () => {
    for (const host of [
      'evil.example',
      '127.0.0.1.evil.example:3000',
      'localhost.evil.example',
      '0.0.0.0:3000',
      '',
    ])
      expect(await answer({ host })).toBe(403);
  });

  it('refuses pages of other sites, other ports and no site at all', async () => {
    const host = '127.0.0.1:3000';
    for (const origin of ['http://evil.example', 'http://127.0.0.1:8080', 'https://127.0.0.1:3000', 'null'])
      expect(await answer({ host, origin })).toBe(403);
  });
});
