import { withBench } from '../../../_lib/bench-route.ts';

export const dynamic = 'force-dynamic';

/** Cancels the benchmark; its record is closed as partial. Nothing happens to one that is over. */
export async function DELETE(request: Request, { params }: { params: Promise<{ id: string }> }) {
  return withBench(request, (await params).id, (bench) => {
    bench.cancel();
    return new Response(null, { status: 204 });
  });
}
