/**
 * The engine's process with a model by rule in the place of the real one. The word "slow" in a prompt makes every event
 * take its time; "die" and a method's name kills the process after that method's third step.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { EngineSetup } from '../../engine/child/messages.ts';
import { serve, watchServer } from '../../engine/child/serve.ts';
import { scriptedEngine } from '../bench/scripted-engine.ts';

const engine = scriptedEngine();
const { precision } = JSON.parse(process.argv[2] as string) as EngineSetup;
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');

watchServer();
serve({
  ...engine,
  info: { ...engine.info, precision },
  tokenizer: {
    ...engine.tokenizer,
    tokenText: (id) => text(engine.tokenizer.tokenBytes(id)),
    decode: (ids) => ids.map((id) => text(engine.tokenizer.tokenBytes(id))).join(''),
  },
  async *decode(request, signal) {
    const prompt = JSON.stringify(request.prompt);
    for await (const event of engine.decode(request, signal)) {
      if (prompt.includes('slow')) await sleep(5);
      if (prompt.includes(`die ${request.method}`) && event.type === 'step-end' && event.step.index === 2)
        process.kill(process.pid, 'SIGKILL');
      yield event;
    }
  },
});
