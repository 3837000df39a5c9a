/** The raw steps of a run as text that a report carries: a line of what was asked and where, then a line a group. */
import { summarizeRun } from '../engine/core/run-summary.ts';
import type { CompactGroup } from '../engine/records/compact-schema.ts';
import { GroupDecoder, GroupEncoder } from '../engine/records/group-codec.ts';
import type { RunManifest, RunPrompts } from '../engine/records/schema.ts';
import type { ReportInput } from './input.ts';

interface Header {
  manifest: RunManifest;
  prompts: RunPrompts;
  /** False in a record that did not keep the bytes of its tokens. */
  tokensKnown: boolean;
}

export function encodeRecord({ manifest, prompts, groups, tokenBytes }: ReportInput): string {
  const header: Header = { manifest, prompts, tokensKnown: tokenBytes.size > 0 };
  const encoder = new GroupEncoder((tokenId) => tokenBytes.get(tokenId) ?? new Uint8Array());
  return [header, ...groups.map((group) => encoder.encode(group))]
    .map((value) => JSON.stringify(value))
    .join('\n');
}

/** What `encodeRecord` made, the groups as they are written. Throws an Error for text that is none of it. */
export function recordLines(text: string): Omit<Header, 'tokensKnown'> & { lines: string[] } {
  const [first = '', ...lines] = text.split('\n');
  const { manifest, prompts } = JSON.parse(first) as Header;
  return { manifest, prompts, lines };
}

/** Decodes the steps and computes all figures from them anew. Throws an Error for text that is none of `encodeRecord`'s. */
export function decodeRecord(text: string): ReportInput {
  const [first = '', ...lines] = text.split('\n');
  const { manifest, prompts, tokensKnown } = JSON.parse(first) as Header;
  const decoder = new GroupDecoder();
  const groups = lines.map((line) => decoder.decode(JSON.parse(line) as CompactGroup));
  return {
    manifest,
    prompts,
    groups,
    tokenBytes: tokensKnown ? decoder.tokenBytes : new Map(),
    ...summarizeRun(groups, manifest.settings, manifest.cost),
  };
}
