/**
 * A benchmark's process with a model by rule. The suite's name says what happens: `slow` takes its time, `die` kills the
 * process in the third group, `fail` throws there.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { serveBench } from '../../bench/child/serve.ts';
import { runBench } from '../../bench/run-bench.ts';
import { DEFAULT_SETTINGS } from '../../engine/protocol.ts';
import { scriptedEngine } from './scripted-engine.ts';

/** Two answers to warm up, two a group. */
const THIRD_GROUP = 2 + 2 * 2;

serveBench(async (job, hooks) => {
  const engine = scriptedEngine({
    beforeAnswer: (_, count) => {
      if (count < THIRD_GROUP) return;
      if (job.suite.name === 'die') process.kill(process.pid, 'SIGKILL');
      if (job.suite.name === 'fail') throw new Error('the model fell over');
    },
  });
  return runBench(
    {
      ...engine,
      async *decode(request, signal) {
        for await (const event of engine.decode(request, signal)) {
          if (job.suite.name === 'slow') await sleep(3);
          yield event;
        }
      },
    },
    {
      suite: job.suite,
      questions: job.suite.questions,
      methods: ['vanilla', 'lookup'],
      turns: 1,
      repeats: job.repeats,
      seed: job.seed,
      settings: { ...DEFAULT_SETTINGS, maxNewTokens: job.maxNewTokens },
      cost: null,
      runsDir: job.runsDir,
    },
    hooks,
  );
});
