/** Arithmetic of figures that may not be known: null stays null and is never taken for 0. */

/** The values that are known. */
export function known(values: readonly (number | null | undefined)[]): number[] {
  return values.filter((value) => value !== null && value !== undefined);
}

/** Null where there is nothing to divide by: unknown, not 0. */
export function ratio(above: number, below: number): number | null {
  return below > 0 ? above / below : null;
}

/** The ratio of two figures, null where one is unknown or there is nothing to divide by. */
export function quotient(above: number | null, below: number | null): number | null {
  return above === null || below === null ? null : ratio(above, below);
}
