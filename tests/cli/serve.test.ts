import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { gorgon } from './gorgon.ts';

describe('gorgon serve', () => {
  it('says that a port is in use and how to choose another, before it fetches or builds anything', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    try {
      const byOption = await gorgon(['serve', '--port', String(port)]);
      expect(byOption).toMatchObject({
        code: 1,
        stdout: '',
        stderr: `gorgon: port ${port} is in use: choose another with --port N or PORT=N\n`,
      });
      const byEnvironment = await gorgon(['serve'], { env: { PORT: String(port) } });
      expect(byEnvironment.stderr).toBe(byOption.stderr);
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
  });

  it('refuses what is no port', async () => {
    expect(await gorgon(['serve', '--port', '70000'])).toMatchObject({
      code: 2,
      stderr: 'gorgon: invalid --port: 70000 (allowed: 1 to 65535)\n',
    });
    expect(await gorgon(['serve'], { env: { PORT: 'http' } })).toMatchObject({
      code: 2,
      stderr: 'gorgon: invalid PORT: "http" (allowed: 1 to 65535)\n',
    });
  });
});
