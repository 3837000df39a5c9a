/** Trees on disk: those that come with the product, by name, and the user's own, by path. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { EngineError, invalidArgument } from '../errors.ts';
import { parseTree, type TreeFile } from './tree-format.ts';

const SHIPPED = path.join(
  // Not a URL of a folder: bundlers take that for a module.
  path.dirname(fileURLToPath(import.meta.url)),
  '..',
  '..',
  'data',
  'trees',
);
const EXTENSION = '.json';

/** Names of the trees that come with the product, in order. */
export async function treeNames(): Promise<string[]> {
  const files = await readdir(SHIPPED);
  return files
    .filter((file) => file.endsWith(EXTENSION))
    .map((file) => file.slice(0, -EXTENSION.length))
    .sort();
}

/** `choice` is a name of the product's or the path of a file, which has a separator or an extension. */
export async function loadTree(choice: string): Promise<TreeFile> {
  const isPath = choice.includes('/') || choice.includes(path.sep) || choice.endsWith(EXTENSION);
  if (!isPath) {
    const names = await treeNames();
    if (!names.includes(choice)) {
      throw invalidArgument('tree', choice, `the path of a JSON file, or one of ${names.join(', ')}`);
    }
  }
  const file = isPath ? choice : path.join(SHIPPED, choice + EXTENSION);
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new EngineError('file-not-found', `cannot read tree ${JSON.stringify(choice)}: ${cause.code}`, {
      cause,
    });
  });
  return parseTree(parseJson(text, choice), path.basename(choice, EXTENSION));
}

function parseJson(text: string, choice: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new EngineError('file-corrupt', `tree ${JSON.stringify(choice)} is not JSON: ${why}`, { cause });
  }
}
