/** A method's name, hue and mark, the same wherever it is shown. Hue is the method, form is the outcome. */
import type { Method } from '../engine/protocol.ts';

export interface MethodStyle {
  label: string;
  /** CSS colour for text, strokes and fills, defined for light and dark in app/globals.css. */
  color: string;
  /** Beside the name, for those who cannot tell the hues apart. */
  mark: string;
}

/** Those of methods to come are chosen with the others: seven hues that keep apart, tested for every kind of sight. */
const STYLES = {
  vanilla: { label: 'vanilla', color: 'var(--method-vanilla)', mark: '■' },
  speculative: { label: 'speculative', color: 'var(--method-speculative)', mark: '▲' },
  lookup: { label: 'lookup', color: 'var(--method-lookup)', mark: '◆' },
  medusa: { label: 'Medusa', color: 'var(--method-medusa)', mark: '●' },
  hydra: { label: 'Hydra', color: 'var(--method-hydra)', mark: '▼' },
  'medusa-lookup': { label: 'Medusa + lookup', color: 'var(--method-medusa-lookup)', mark: '✚' },
  'hydra-lookup': { label: 'Hydra + lookup', color: 'var(--method-hydra-lookup)', mark: '✖' },
} as const satisfies Record<string, MethodStyle>;

export const METHOD_STYLES: Readonly<Record<Method, MethodStyle>> = STYLES;
