import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { OPERATIONS } from '../../app/_lib/api-operations.ts';
import { OPENAPI_DOCUMENT, openapiDocument } from '../../scripts/openapi-document.ts';

const API = fileURLToPath(new URL('../../app/api', import.meta.url));

/** "get /api/runs/{run}", by the route files and what they export. */
function routes(): string[] {
  return readdirSync(API, { recursive: true, encoding: 'utf8' })
    .filter((name) => path.basename(name) === 'route.ts')
    .flatMap((name) => {
      const text = readFileSync(path.join(API, name), 'utf8');
      const folder = path.dirname(name).split(path.sep).join('/');
      const address = `/api/${folder.replaceAll(/\[(\w+)\]/g, '{$1}')}`;
      const methods = text.matchAll(/^export (?:async )?(?:function|const) (GET|POST|PUT|PATCH|DELETE)\b/gm);
      return [...methods].map(([, method]) => `${method?.toLowerCase()} ${address}`);
    });
}

it('docs/openapi.json says what the operations say (npm run docs writes it)', () => {
  expect(readFileSync(OPENAPI_DOCUMENT, 'utf8')).toBe(openapiDocument());
});

it('every route is described, and nothing else', () => {
  expect(OPERATIONS.map((operation) => `${operation.method} ${operation.path}`).sort()).toEqual(
    routes().sort(),
  );
});

it('every parameter of a path is described', () => {
  for (const { path: address, parameters = {} } of OPERATIONS)
    expect([...address.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)).toEqual(Object.keys(parameters));
});

it('every reference leads to a schema', () => {
  const text = openapiDocument();
  const { schemas } = (JSON.parse(text) as { components: { schemas: Record<string, unknown> } }).components;
  const references = [...text.matchAll(/"\$ref": "([^"]+)"/g)].map(([, name]) => name ?? '');
  expect(references.length).toBeGreaterThan(20);
  for (const reference of references) {
    const name = /^#\/components\/schemas\/([^/#]+)$/.exec(reference)?.[1];
    expect(Object.keys(schemas), reference).toContain(name);
  }
});
