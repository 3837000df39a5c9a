/** Names of the shapes that a method's candidates fill where nobody asked for another. Pure. */

/** The fixed tree of the settings. */
export const DEFAULT_TREE = 'default';

/** What a step chooses from. */
export const poolName = (nodes: number): string => `the ${nodes} likeliest`;

export function isOwnTree(name: string): boolean {
  return name === DEFAULT_TREE || /^the \d+ likeliest$/.test(name);
}
