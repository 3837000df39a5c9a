/** Gorgon serves the machine it runs on: other hosts and other sites' pages are refused (DNS rebinding, cross-site posts). */

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** A response that refuses, or null when the request may pass. */
export function refuseForeign(request: Request): Response | null {
  const host = request.headers.get('host') ?? '';
  if (!LOOPBACK.has(hostName(host)))
    return refusal(403, `host ${JSON.stringify(host)} is not served (allowed: this machine)`);
  const origin = request.headers.get('origin');
  if (origin !== null && origin !== `http://${host}`) {
    return refusal(403, `requests from ${JSON.stringify(origin)} are refused (allowed: http://${host})`);
  }
  return null;
}

export function refusal(status: number, message: string): Response {
  return Response.json({ error: message }, { status });
}

function hostName(host: string): string {
  return host.replace(/:\d+$/, '');
}
