/** docs/openapi.json out of the operations of the API: `npm run docs` writes it, a test holds it against them. */
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { type ApiOperation, OPERATIONS } from '../app/_lib/api-operations.ts';
import { apiError } from '../components/data/api-schema.ts';

export const OPENAPI_DOCUMENT = fileURLToPath(new URL('../docs/openapi.json', import.meta.url));

/** Where the document keeps schemas that several places use; OpenAPI 3.1 takes JSON schemas as they are. */
const SCHEMAS = '#/components/schemas/';

export function openapiDocument(): string {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const operation of OPERATIONS)
    paths[operation.path] = { ...paths[operation.path], [operation.method]: operationObject(operation) };
  const document = {
    openapi: '3.1.0',
    info: {
      title: 'Gorgon',
      version: '1',
      description:
        'What the pages ask their server. It answers this machine only: other hosts and the pages of other sites are refused with 403. Every error is one line, {"error": "..."}.',
    },
    servers: [{ url: 'http://127.0.0.1:3000' }],
    paths,
    components: { schemas: answerSchemas() },
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function operationObject({ summary, parameters, query, body, upload, answer, errors = {} }: ApiOperation) {
  const refused = { 403: 'the request comes from another host or another site', ...errors };
  return {
    summary,
    parameters: [...parameterObjects(parameters, 'path'), ...parameterObjects(query, 'query')],
    ...(body ? { requestBody: { required: true, content: json(bodySchema(body)) } } : {}),
    ...(upload ? { requestBody: { required: true, description: upload, content: FILE } } : {}),
    responses: {
      [STATUS[answer.kind]]: { description: answer.words, ...answerContent(answer) },
      ...Object.fromEntries(
        Object.entries(refused).map(([status, description]) => [
          status,
          { description, content: json({ $ref: `${SCHEMAS}Error` }) },
        ]),
      ),
    },
  };
}

function parameterObjects(words: Readonly<Record<string, string>> = {}, place: 'path' | 'query') {
  return Object.entries(words).map(([name, description]) => ({
    name,
    in: place,
    required: place === 'path',
    description,
    schema: { type: 'string' },
  }));
}

const FILE = { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } };

const json = (schema: unknown) => ({ 'application/json': { schema } });

const STATUS: Readonly<Record<ApiOperation['answer']['kind'], number>> = {
  described: 200,
  json: 200,
  events: 200,
  lines: 200,
  file: 200,
  created: 201,
  accepted: 202,
  nothing: 204,
};

function answerContent(answer: ApiOperation['answer']) {
  switch (answer.kind) {
    case 'nothing':
      return {};
    case 'events':
      return { content: { 'text/event-stream': { schema: { type: 'string' } } } };
    case 'lines':
      return { content: { 'application/x-ndjson': { schema: { type: 'string' } } } };
    case 'file':
      return { content: FILE };
    case 'described':
      return { content: json({ $ref: `${SCHEMAS}${answer.name}` }) };
    default:
      return { content: json({}) };
  }
}

function bodySchema(schema: z.ZodType) {
  // What JSON schema cannot say (a refinement) stands in the words of the operation's errors.
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return rest;
}

/** By name, and beside them what they share. */
function answerSchemas(): Record<string, unknown> {
  const registry = z.registry<{ id: string }>();
  registry.add(apiError, { id: 'Error' });
  for (const { answer } of OPERATIONS)
    if (answer.kind === 'described') registry.add(answer.schema, { id: answer.name });
  const made = z.toJSONSchema(registry, { uri: (id) => SCHEMAS + id, reused: 'ref', unrepresentable: 'any' });
  // Zod keeps what is shared inside one schema more, which a reference of OpenAPI cannot reach into.
  const text = JSON.stringify(made.schemas).replaceAll(`${SCHEMAS}${SHARED}#/$defs/`, `${SCHEMAS}shared-`);
  const { [SHARED]: shared, ...named } = JSON.parse(text) as Record<string, Record<string, unknown>>;
  const parts = Object.entries(shared?.$defs ?? {}).map(([name, schema]) => [`shared-${name}`, schema]);
  const bare = Object.entries(named).map(([name, { $schema: _, $id: __, ...schema }]) => [name, schema]);
  return Object.fromEntries([...bare, ...parts]);
}

const SHARED = '__shared';

if (process.argv[1] === fileURLToPath(import.meta.url)) await writeFile(OPENAPI_DOCUMENT, openapiDocument());
