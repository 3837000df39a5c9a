/** The engine as a process of its own. Started by client.ts; ends when the server does. */
import { type Engine, openEngine } from '../index.ts';
import type { FromChild } from './messages.ts';
import { send, serve, watchServer } from './serve.ts';

watchServer();
let engine: Engine;
try {
  engine = await openEngine({ onProgress: (progress) => send({ type: 'progress', ...progress }) });
} catch (error) {
  const message: FromChild = {
    type: 'failed',
    message: error instanceof Error ? error.message : String(error),
  };
  // An exit right after a send may lose the message.
  await new Promise((sent) => process.send?.(message, sent));
  process.exit(1);
}
serve(engine);
