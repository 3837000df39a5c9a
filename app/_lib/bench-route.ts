/** What every route about one benchmark does first: refuse foreigners, find the benchmark. */
import type { Bench } from './bench-hub.ts';
import { benches } from './engine.ts';
import { refusal, refuseForeign } from './request-guard.ts';

export function withBench(request: Request, id: string, answer: (bench: Bench) => Response): Response {
  const refused = refuseForeign(request);
  if (refused) return refused;
  const bench = benches().find(id);
  return bench
    ? answer(bench)
    : refusal(
        404,
        `there is no benchmark ${JSON.stringify(id)}: this server keeps the running and the last few`,
      );
}
