import { withRace } from '../../../_lib/race-route.ts';

export const dynamic = 'force-dynamic';

/** Stops the race; what it has done is kept. Nothing happens to one that is over. */
export async function DELETE(request: Request, { params }: { params: Promise<{ id: string }> }) {
  return withRace(request, (await params).id, (race) => {
    race.cancel();
    return new Response(null, { status: 204 });
  });
}
