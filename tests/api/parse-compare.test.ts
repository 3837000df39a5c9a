import { describe, expect, it } from 'vitest';
import { parseCompare } from '../../app/_lib/parse-compare.ts';

const parse = (query: string) => parseCompare(new URLSearchParams(query));

describe('the query of a comparison', () => {
  it('names a baseline and up to five runs in order', () => {
    expect(parse('base=a&runs=c,b')).toEqual({ base: 'a', runs: ['c', 'b'] });
    expect(parse('base=a&runs=1,2,3,4,5').runs).toHaveLength(5);
  });

  it.each([
    ['runs=b', 'invalid base: "" (allowed: the id of a run)'],
    ['base=a', 'invalid runs: "" (allowed: 1 to 5 ids'],
    ['base=a&runs=,', 'invalid runs: ","'],
    ['base=a&runs=a', 'invalid runs: "a"'],
    ['base=a&runs=b,b', 'invalid runs: "b,b"'],
    ['base=a&runs=1,2,3,4,5,6', 'invalid runs: "1,2,3,4,5,6"'],
  ])('%s is refused', (query, message) => {
    expect(() => parse(query)).toThrow(message);
  });
});
