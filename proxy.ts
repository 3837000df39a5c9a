/** Next asks this before every page and every file of the build: a host that the API refuses gets none of them either. */
import { refuseForeign } from './app/_lib/request-guard.ts';

export function proxy(request: Request): Response | undefined {
  return refuseForeign(request) ?? undefined;
}

// Routes of the API refuse by themselves. Next would hold the body of a request that passes here in memory and cut it off
// at 10 MB: too little for a report that is opened again.
export const config = { matcher: '/((?!api/).*)' };
