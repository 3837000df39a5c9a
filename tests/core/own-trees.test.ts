import { describe, expect, it } from 'vitest';
import { askedTree, DEFAULT_TREE, poolName, stepsChose } from '../../engine/core/own-trees.ts';
import type { Method, MethodInfo } from '../../engine/protocol.ts';

const info = (method: Method, name: string, worth?: number): MethodInfo => ({
  method,
  available: true,
  description: '',
  artifactSha256: null,
  artifactBytes: null,
  tree: { name, paths: method === 'medusa' ? [[0]] : [[0], [0, 0]] },
  ...(worth === undefined ? {} : { worth }),
});

describe('what a run was asked to fill', () => {
  it('is nothing where each kind of heads filled its own: going on must not give one the tree of the other', () => {
    expect(askedTree([info('medusa', DEFAULT_TREE), info('hydra', DEFAULT_TREE)])).toBeUndefined();
    expect(askedTree([info('medusa', poolName(15)), info('hydra', poolName(12))])).toBeUndefined();
  });
  it('is the tree of another name', () => {
    expect(askedTree([info('medusa', 'wide'), info('hydra', 'wide')])).toEqual({
      name: 'wide',
      paths: [[0]],
    });
  });
  it('tells whether steps chose', () => {
    expect(stepsChose([info('medusa', DEFAULT_TREE)])).toBe(false);
    expect(stepsChose([info('medusa', DEFAULT_TREE), info('hydra', poolName(15), 1.4)])).toBe(true);
  });
});
