import { engine } from '../../_lib/engine.ts';
import { refuseForeign } from '../../_lib/request-guard.ts';

export const dynamic = 'force-dynamic';

/** How far the engine is and what it is opened with: EngineStatus as JSON. */
export function GET(request: Request): Response {
  const refused = refuseForeign(request);
  if (refused) return refused;
  engine().client.start();
  return Response.json(engine().status);
}

/** Tries again after a failed start; says as soon as it is known how that went. */
export async function POST(request: Request): Promise<Response> {
  const refused = refuseForeign(request);
  if (refused) return refused;
  // The state tells a failure; there is nothing more in the error.
  await engine()
    .client.ready()
    .catch(() => null);
  return Response.json(engine().status);
}
