/**
 * The peer's side: greedy decoding by node-llama-cpp, one JSON line a request from standard input, one line back.
 * It is copied into a folder of its own where the package was installed; nothing of the product depends on it.
 *
 * Request: {"promptTokenIds": number[], "maxNewTokens": number}; answer: {"tokens": number, "ms": number}, the tokens
 * after the first and the milliseconds that they took, so that reading the prompt counts on neither side.
 */
import { createInterface } from 'node:readline';
import { getLlama } from 'node-llama-cpp';

const [modelPath, threads] = [process.argv[2], Number(process.argv[3])];
const llama = await getLlama({ gpu: false, build: 'never', maxThreads: threads, logLevel: 'error' });
const model = await llama.loadModel({ modelPath });
const context = await model.createContext({ contextSize: 2048, threads });
const sequence = context.getSequence();
process.stdout.write(`${JSON.stringify({ ready: true })}\n`);

for await (const line of createInterface({ input: process.stdin })) {
  const { promptTokenIds, maxNewTokens } = JSON.parse(line);
  await sequence.clearHistory();
  let tokens = 0;
  let firstMs = 0;
  let lastMs = 0;
  for await (const _token of sequence.evaluate(promptTokenIds, { temperature: 0 })) {
    lastMs = performance.now();
    if (tokens === 0) firstMs = lastMs;
    if (++tokens === maxNewTokens) break;
  }
  process.stdout.write(`${JSON.stringify({ tokens: tokens - 1, ms: lastMs - firstMs })}\n`);
}
await llama.dispose();
