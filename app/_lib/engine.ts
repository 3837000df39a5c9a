/** The server's one engine. It lives on globalThis, so that a reload in development does not start another. */
import path from 'node:path';
import { EngineClient } from '../../engine/child/client.ts';

const holder = globalThis as typeof globalThis & { gorgonEngine?: EngineClient };

export function engine(): EngineClient {
  holder.gorgonEngine ??= new EngineClient(path.join(process.cwd(), 'engine', 'child', 'entry.ts'));
  return holder.gorgonEngine;
}

/** A server that `gorgon serve` started ends when that process does, however it ended. */
export function endWithParent(): void {
  if (process.connected) process.once('disconnect', () => process.exit(0));
}
