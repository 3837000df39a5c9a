import { withBench } from '../../../../_lib/bench-route.ts';
import { eventStream } from '../../../../_lib/event-stream.ts';

export const dynamic = 'force-dynamic';

/** Every event of the benchmark as server-sent events, from the first one or from behind Last-Event-ID on. */
export async function GET(request: Request, { params }: { params: Promise<{ id: string }> }) {
  return withBench(request, (await params).id, (bench) => eventStream(request, bench.log));
}
