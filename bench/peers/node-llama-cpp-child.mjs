/**
 * The peer's side: greedy decoding by node-llama-cpp, one JSON line a request from standard input, one line back.
 * It is copied into a folder of its own where the package was installed; nothing of the product depends on it.
 *
 * {"promptTokenIds": number[], "maxNewTokens": number} is answered by {"tokens", "ms", "totalMs"}: the tokens after the
 * first, the milliseconds that they took, and those from the request to the last token, the prompt's reading included.
 * {"promptTokenIds": number[], "rows": number} is answered by {"ms": number}, one pass of so many rows behind the
 * prompt with the best token read at each of them, as verifying a draft needs it.
 */
import { createInterface } from 'node:readline';
import { getLlama } from 'node-llama-cpp';

const [modelPath, threads] = [process.argv[2], Number(process.argv[3])];
const llama = await getLlama({ gpu: false, build: 'never', maxThreads: threads, logLevel: 'error' });
const model = await llama.loadModel({ modelPath });
const context = await model.createContext({ contextSize: 2048, threads });
const sequence = context.getSequence();

async function decode({ promptTokenIds, maxNewTokens }) {
  await sequence.clearHistory();
  const began = performance.now();
  let tokens = 0;
  let firstMs = 0;
  let lastMs = 0;
  for await (const _token of sequence.evaluate(promptTokenIds, { temperature: 0 })) {
    lastMs = performance.now();
    if (tokens === 0) firstMs = lastMs;
    if (++tokens === maxNewTokens) break;
  }
  return { tokens: tokens - 1, ms: lastMs - firstMs, totalMs: lastMs - began };
}

async function pass({ promptTokenIds, rows }) {
  if (sequence.nextTokenIndex !== promptTokenIds.length) {
    await sequence.clearHistory();
    await sequence.evaluateWithoutGeneratingNewTokens(promptTokenIds);
  }
  const draft = promptTokenIds.slice(-rows).map((token) => [token, { generateNext: { token: true } }]);
  const began = performance.now();
  await sequence.controlledEvaluate(draft);
  const ms = performance.now() - began;
  await sequence.eraseContextTokenRanges([
    { start: promptTokenIds.length, end: promptTokenIds.length + rows },
  ]);
  return { ms };
}

process.stdout.write(`${JSON.stringify({ ready: true })}\n`);
for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  process.stdout.write(`${JSON.stringify(await ('rows' in request ? pass(request) : decode(request)))}\n`);
}
await llama.dispose();
