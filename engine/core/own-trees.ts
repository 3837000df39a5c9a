/** What candidates filled where nobody asked for a shape, and what a run was asked for, by its methods. Pure. */
import type { MethodInfo, NamedTree } from '../protocol.ts';

/** The fixed tree of the settings. */
export const DEFAULT_TREE = 'default';

/** What a step chooses from. */
export const poolName = (nodes: number): string => `the ${nodes} likeliest`;

function isOwnTree(name: string): boolean {
  return name === DEFAULT_TREE || /^the \d+ likeliest$/.test(name);
}

/** The shape that a run was asked to fill; undefined where every method filled its own. */
export function askedTree(methods: readonly MethodInfo[]): NamedTree | undefined {
  return methods.find(({ tree }) => tree !== undefined && !isOwnTree(tree.name))?.tree;
}

export function stepsChose(methods: readonly MethodInfo[]): boolean {
  return methods.some(({ worth }) => worth !== undefined);
}
