/** The server's one engine. It lives on globalThis, so that a reload in development does not start another. */
import path from 'node:path';
import { EngineClient } from '../../engine/child/client.ts';

const holder = globalThis as typeof globalThis & { gorgonEngine?: EngineClient };

export function engine(): EngineClient {
  holder.gorgonEngine ??= new EngineClient(path.join(process.cwd(), 'engine', 'child', 'entry.ts'));
  return holder.gorgonEngine;
}
