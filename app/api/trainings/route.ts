import type { TrainingList } from '../../../components/training/events.ts';
import { trainings } from '../../_lib/engine.ts';
import { parseTraining } from '../../_lib/parse-training.ts';
import { refusal } from '../../_lib/request-guard.ts';
import { guarded } from '../../_lib/run-route.ts';
import { listTrained } from '../../_lib/trained.ts';

export const dynamic = 'force-dynamic';

/** Trainings that run or wait at most: each takes every core for minutes. */
const MOST_OPEN = 2;

/** Running, waiting and the last few trainings with all they told, and what there is by now. */
export async function GET(request: Request) {
  return guarded(request, async (): Promise<TrainingList> => {
    const hub = trainings();
    const list = hub.list().map((head) => ({ ...head, events: [...(hub.find(head.id)?.log.events ?? [])] }));
    return { trainings: list, trained: await listTrained() };
  });
}

/** Starts a training, or takes a stopped one up again where its settings are the same: {id}. */
export async function POST(request: Request) {
  return guarded(request, async () => {
    const asked = await parseTraining(request);
    const open = trainings()
      .list()
      .filter(({ over }) => !over).length;
    if (open >= MOST_OPEN)
      return refusal(429, `${open} trainings run or wait (allowed: ${MOST_OPEN}): stop one, or wait`);
    const { id } = trainings().start(asked, new Date());
    return Response.json({ id }, { status: 202, headers: { location: `/api/trainings/${id}` } });
  });
}
