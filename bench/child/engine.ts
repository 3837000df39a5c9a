/**
 * The engine as a process of its own: what engine/child/client.ts starts for a server, and what ends when that does. It
 * stands here because a dynamic setup needs the cost of a pass, which bench measures.
 */
import type { EngineSetup, FromChild } from '../../engine/child/messages.ts';
import { send, serve, watchServer } from '../../engine/child/serve.ts';
import type { Engine } from '../../engine/index.ts';
import { openWithCost } from '../open-engine.ts';

watchServer();
let engine: Engine;
try {
  const setup = JSON.parse(process.argv[2] as string) as EngineSetup;
  ({ engine } = await openWithCost(setup, {
    cost: setup.dynamic ?? false,
    onPreparing: (progress) => send({ type: 'progress', ...progress }),
  }));
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
