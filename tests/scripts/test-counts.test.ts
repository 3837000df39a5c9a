import { describe, expect, it } from 'vitest';
import { partCounts, playwrightCounts, vitestCounts } from '../../scripts/test-counts.ts';

const vitest = (change: object) => ({
  numPassedTests: 3,
  numFailedTests: 0,
  numPendingTests: 1,
  numTodoTests: 0,
  testResults: [{ status: 'passed', assertionResults: [{ status: 'passed' }] }],
  ...change,
});
const playwright = (change: object, errors: unknown[] = []) => ({
  stats: { expected: 4, unexpected: 0, flaky: 0, skipped: 0, ...change },
  errors,
});

describe('counts of a report', () => {
  it('vitest', () => {
    expect(vitestCounts(vitest({}))).toEqual({ passed: 3, failed: 0, skipped: 1 });
    expect(vitestCounts(vitest({ numFailedTests: 2 }))).toMatchObject({ passed: 3, failed: 2 });
  });

  it('a test file that does not load is a failure', () => {
    const testResults = [{ status: 'failed', assertionResults: [] }];
    expect(vitestCounts(vitest({ testResults })).failed).toBe(1);
  });

  it('a failed test is not counted twice by its file', () => {
    const testResults = [
      { status: 'failed', assertionResults: [{ status: 'failed' }, { status: 'passed' }] },
    ];
    expect(vitestCounts(vitest({ numFailedTests: 1, testResults })).failed).toBe(1);
  });

  it('playwright: flaky tests and errors outside tests are failures', () => {
    expect(playwrightCounts(playwright({}))).toEqual({ passed: 4, failed: 0, skipped: 0 });
    expect(playwrightCounts(playwright({ unexpected: 1, flaky: 1 }, ['no server'])).failed).toBe(3);
  });

  it('a report of another form is an error', () => {
    expect(() => vitestCounts({})).toThrow();
    expect(() => playwrightCounts({ stats: {} })).toThrow();
  });
});

describe('a part', () => {
  it('passes with its report', () => {
    expect(partCounts(0, playwright({}), playwrightCounts)).toMatchObject({ passed: 4, failed: 0 });
  });

  it('that wrote no report, ran nothing, or failed without a failed test has one failure', () => {
    expect(partCounts(0, undefined, vitestCounts).failed).toBe(1);
    expect(partCounts(0, playwright({ expected: 0, skipped: 9 }), playwrightCounts).failed).toBe(1);
    expect(partCounts(1, vitest({}), vitestCounts)).toMatchObject({ passed: 3, failed: 1 });
  });
});
