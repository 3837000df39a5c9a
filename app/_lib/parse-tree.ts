/** The body of POST /api/trees: a tree to keep under a name. */
import { z } from 'zod';
import { MAX_NODES, parseTree, TREE_FORMAT, type TreeFile } from '../../engine/trees/tree-format.ts';
import { readBody } from './read-body.ts';

const MAX_BODY_BYTES = 64 * 1024;

const MOST_CHARACTERS = 200;

export const treeBody = z.strictObject({
  name: z.string().min(1).max(MOST_CHARACTERS),
  source: z.string().min(1).max(MOST_CHARACTERS),
  paths: z.array(z.array(z.int().nonnegative()).min(1)).min(1).max(MAX_NODES),
});

const ALLOWED = {
  name: 'letters, digits, dashes and underscores',
  source: `where it comes from, 1 to ${MOST_CHARACTERS} characters`,
  paths: `1 to ${MAX_NODES} lists of ranks, each a node as its path`,
};

/** Throws an EngineError whose message is fit to be shown. */
export async function parseTreeBody(request: Request): Promise<TreeFile> {
  const body = await readBody(request, treeBody, ALLOWED, MAX_BODY_BYTES);
  return parseTree({ format: TREE_FORMAT, ...body }, body.name);
}
