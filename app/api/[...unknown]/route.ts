import { refusal, refuseForeign } from '../../_lib/request-guard.ts';

export const dynamic = 'force-dynamic';

/** No route has this address: refused like any other, in the API's own form instead of a page. */
function answer(request: Request): Response {
  const { pathname } = new URL(request.url);
  return (
    refuseForeign(request) ??
    refusal(404, `there is nothing at ${pathname} (docs/openapi.json names every address)`)
  );
}

export { answer as DELETE, answer as GET, answer as PATCH, answer as POST, answer as PUT };
