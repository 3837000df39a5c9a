/** What the page's address remembers: `?prompt=41&m=medusa&step=3`, steps counted from 1. Pure. */
import { METHODS, type Method } from '../../engine/protocol.ts';

export interface Selection {
  method: Method;
  /** Index into the lane's steps, 0-based. */
  step: number;
}

export interface Address {
  /** Id of a suite question. */
  prompt: string | null;
  selection: Selection | null;
}

/** What is not understood is left out: an old link still opens the page. */
export function readAddress(params: URLSearchParams): Address {
  const method = METHODS.find((name) => name === params.get('m'));
  const step = Number(params.get('step'));
  return {
    prompt: params.get('prompt'),
    selection:
      method !== undefined && Number.isInteger(step) && step >= 1 ? { method, step: step - 1 } : null,
  };
}

/** The same query with this address in it; other keys stay. */
export function writeAddress(params: URLSearchParams, { prompt, selection }: Address): URLSearchParams {
  const next = new URLSearchParams(params);
  const set = (key: string, value: string | null) =>
    value === null ? next.delete(key) : next.set(key, value);
  set('prompt', prompt);
  set('m', selection?.method ?? null);
  set('step', selection ? String(selection.step + 1) : null);
  return next;
}
