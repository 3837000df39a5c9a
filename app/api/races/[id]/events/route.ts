import { eventStream } from '../../../../_lib/event-stream.ts';
import { withRace } from '../../../../_lib/race-route.ts';

export const dynamic = 'force-dynamic';

/** Every event of the race as server-sent events, from the first one or from behind Last-Event-ID on. */
export async function GET(request: Request, { params }: { params: Promise<{ id: string }> }) {
  return withRace(request, (await params).id, (race) => eventStream(request, race.log));
}
