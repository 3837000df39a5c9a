import type { RaceEvent } from '../../../components/race-events.ts';
import { samplingFor } from '../../../engine/core/sampling-settings.ts';
import { DEFAULT_SETTINGS, METHODS } from '../../../engine/protocol.ts';
import { engine } from '../../_lib/engine.ts';
import { parseRace, type RaceRequest } from '../../_lib/parse-race.ts';
import { refusal, refuseForeign } from '../../_lib/request-guard.ts';

export const dynamic = 'force-dynamic';

/** Milliseconds between comments that keep an idle connection open. */
const HEARTBEAT_MS = 15_000;

/** Decodes one prompt by several methods in turn and streams every event. */
export async function POST(request: Request): Promise<Response> {
  const refused = refuseForeign(request);
  if (refused) return refused;
  let race: RaceRequest;
  try {
    race = await parseRace(request);
  } catch (error) {
    return refusal(400, error instanceof Error ? error.message : String(error));
  }
  const controller = new AbortController();
  request.signal.addEventListener('abort', () => controller.abort());
  const encoder = new TextEncoder();
  let id = 0;
  const body = new ReadableStream<Uint8Array>({
    async start(stream) {
      const write = (text: string) => {
        if (!controller.signal.aborted) stream.enqueue(encoder.encode(text));
      };
      const send = (event: RaceEvent) => write(`id: ${id++}\ndata: ${JSON.stringify(event)}\n\n`);
      const heartbeat = setInterval(() => write(': waiting\n\n'), HEARTBEAT_MS);
      try {
        await run(race, send, controller.signal);
      } finally {
        clearInterval(heartbeat);
        if (!controller.signal.aborted) stream.close();
      }
    },
    cancel: () => controller.abort(),
  });
  return new Response(body, {
    headers: {
      'content-type': 'text/event-stream',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    },
  });
}

async function run(race: RaceRequest, send: (event: RaceEvent) => void, signal: AbortSignal): Promise<void> {
  // Vanilla first: the others are compared with it as they come.
  const methods = METHODS.filter((method) => race.methods.includes(method));
  send({ type: 'race-start', methods });
  for (const method of methods) {
    if (signal.aborted) return;
    const settings = {
      ...DEFAULT_SETTINGS,
      maxNewTokens: race.maxNewTokens,
      traceLevel: race.traceLevel,
      sampling: samplingFor(race.sampling, method),
    };
    const prompt = { kind: 'chat' as const, turns: [{ role: 'user' as const, content: race.prompt }] };
    try {
      for await (const item of engine().decode({ method, prompt, settings }, signal)) {
        send(item.type === 'labels' ? item : { type: 'lane', method, event: item.event });
      }
    } catch (error) {
      send({ type: 'lane-error', method, message: error instanceof Error ? error.message : String(error) });
    }
  }
  send({ type: 'race-end' });
}
