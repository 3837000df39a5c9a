import { engine } from '../../_lib/engine.ts';
import { refuseForeign } from '../../_lib/request-guard.ts';

export const dynamic = 'force-dynamic';

/** How far the engine is: EngineState as JSON. */
export function GET(request: Request): Response {
  const refused = refuseForeign(request);
  if (refused) return refused;
  engine().start();
  return Response.json(engine().state);
}
