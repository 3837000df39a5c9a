/** The query of a download: `format`, `trees`, and of the run `m`, `cat`, `q`, with commas. */
import { z } from 'zod';
import { invalidArgument } from '../../engine/errors.ts';
import { METHODS } from '../../engine/protocol.ts';
import { DOWNLOAD_FORMATS, type DownloadChoice } from '../../report/downloads.ts';
import { TREE_CHOICES } from '../../report/trees/bookmarks.ts';

/** Characters of a list: every question of a large suite. */
const LONGEST_LIST = 20_000;

const list = z
  .string()
  .max(LONGEST_LIST)
  .transform((text) => text.split(','))
  .pipe(z.array(z.string().min(1)));

export const downloadQuery = z.strictObject({
  format: z.enum(DOWNLOAD_FORMATS).default('html'),
  trees: z.enum(TREE_CHOICES).default('none'),
  m: list.pipe(z.array(z.enum(METHODS))).optional(),
  cat: list.optional(),
  q: list.optional(),
});

const ALLOWED: Record<string, string> = {
  format: DOWNLOAD_FORMATS.join(', '),
  trees: TREE_CHOICES.join(', '),
  m: `${METHODS.join(', ')}, with commas`,
  cat: 'categories with commas',
  q: 'question ids with commas',
};

/** Throws `invalid-argument` that names the part of the query. */
export function parseDownload(url: string): DownloadChoice {
  const asked = Object.fromEntries(new URL(url).searchParams);
  const parsed = downloadQuery.safeParse(asked);
  if (!parsed.success) {
    const { path, code } = parsed.error.issues[0] ?? { path: [], code: 'custom' };
    const at = String(path[0] ?? '');
    if (code === 'unrecognized_keys' || !(at in ALLOWED))
      throw invalidArgument('query', Object.keys(asked).join(', '), Object.keys(ALLOWED).join(', '));
    throw invalidArgument(at, asked[at]?.slice(0, 80), ALLOWED[at] as string);
  }
  const { format, trees, m, cat, q } = parsed.data;
  return { format, trees, methods: m ?? null, categories: cat ?? null, questionIds: q ?? null };
}
