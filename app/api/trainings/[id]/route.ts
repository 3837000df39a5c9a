import { trainings } from '../../../_lib/engine.ts';
import { refusal, refuseForeign } from '../../../_lib/request-guard.ts';

export const dynamic = 'force-dynamic';

/** Stops a training; its checkpoint stays. */
export async function DELETE(request: Request, { params }: { params: Promise<{ id: string }> }) {
  const refused = refuseForeign(request);
  if (refused) return refused;
  const { id } = await params;
  const job = trainings().find(id);
  if (!job)
    return refusal(
      404,
      `there is no training ${JSON.stringify(id)}: this server keeps the running and the last few`,
    );
  job.cancel();
  return new Response(null, { status: 204 });
}
