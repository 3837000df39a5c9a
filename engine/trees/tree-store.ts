/** Trees on disk: those that come with the product and those stored here, by name, and any other by path. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { EngineError, invalidArgument } from '../errors.ts';
import { cacheHome } from '../models/model-store.ts';
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

const STORED = (): string => path.join(cacheHome(), 'trees');

/** Safe as a file's name on any system. */
const NAME = /^[a-z0-9][\w-]{0,59}$/i;

/** Names that can be asked for: the product's own, then those that were stored here, each in order. */
export async function treeNames(): Promise<string[]> {
  const shipped = await namesIn(SHIPPED);
  // One that came with a later version takes the name.
  return [...shipped, ...(await namesIn(STORED())).filter((name) => !shipped.includes(name))];
}

async function namesIn(folder: string): Promise<string[]> {
  const files = await readdir(folder).catch(() => [] as string[]);
  return files
    .filter((file) => file.endsWith(EXTENSION))
    .map((file) => file.slice(0, -EXTENSION.length))
    .sort();
}

/** Keeps a tree under its name, instead of one stored before. Throws `invalid-argument` for a name that cannot be had. */
export async function storeTree(tree: TreeFile): Promise<void> {
  const { name } = tree;
  const shipped = await namesIn(SHIPPED);
  if (!NAME.test(name) || shipped.includes(name))
    throw invalidArgument(
      'name of a tree',
      name,
      `1 to 60 letters, digits, dashes and underscores, and none of ${shipped.join(', ')}`,
    );
  await mkdir(STORED(), { recursive: true });
  await writeFile(path.join(STORED(), name + EXTENSION), `${JSON.stringify(tree, null, 2)}\n`);
}

/** `choice` is one of `treeNames`, or the path of a file, which has a separator or an extension. */
export async function loadTree(choice: string): Promise<TreeFile> {
  const file = await fileOf(choice);
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new EngineError('file-not-found', `cannot read tree ${JSON.stringify(choice)}: ${cause.code}`, {
      cause,
    });
  });
  return parseTree(parseJson(text, choice), path.basename(choice, EXTENSION));
}

async function fileOf(choice: string): Promise<string> {
  if (choice.includes('/') || choice.includes(path.sep) || choice.endsWith(EXTENSION)) return choice;
  const names = await treeNames();
  if (!names.includes(choice))
    throw invalidArgument('tree', choice, `the path of a JSON file, or one of ${names.join(', ')}`);
  const shipped = await namesIn(SHIPPED);
  return path.join(shipped.includes(choice) ? SHIPPED : STORED(), choice + EXTENSION);
}

function parseJson(text: string, choice: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new EngineError('file-corrupt', `tree ${JSON.stringify(choice)} is not JSON: ${why}`, { cause });
  }
}
