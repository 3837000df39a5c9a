'use client';

/** What of a place goes to the clipboard: a link with a line on what it shows, or the step's record. */
import type { StepRecord, TokenId } from '../../engine/protocol.ts';
import { visibleToken } from '../format.ts';
import { METHOD_STYLES } from '../methods.ts';
import { narrate } from '../tree/narrate.ts';
import type { Place } from './place.ts';

export interface PlaceSource {
  runId: string;
  questionId: string | number;
  place: Place;
  step: StepRecord;
}

/** Both give the line that says how it went. */
export function copyLink(source: PlaceSource, label: (tokenId: TokenId) => string): Promise<string> {
  return copy(`${summaryLine(source, label)}\n${window.location.href}`, 'link');
}

export function copyStep({ runId, questionId, place, step }: PlaceSource): Promise<string> {
  const { turn, repeat } = place.group;
  const { method, traceLevel } = place.result;
  return copy(JSON.stringify({ runId, questionId, turn, repeat, method, traceLevel, step }, null, 2), 'step');
}

/** "Medusa on question 81, turn 1. Step 12: ..." */
export function summaryLine(
  { questionId, place, step }: PlaceSource,
  label: (tokenId: TokenId) => string,
): string {
  const told = narrate(step)
    .map((part) => (typeof part === 'string' ? part : `"${visibleToken(label(part.tokenId))}"`))
    .join('');
  return `${METHOD_STYLES[place.result.method].label} on question ${questionId}, turn ${place.group.turn + 1}. ${told}`;
}

async function copy(text: string, what: string): Promise<string> {
  try {
    await navigator.clipboard.writeText(text);
    return `Copied the ${what}`;
  } catch {
    return 'The browser does not let the page copy';
  }
}
