/** Counts out of the reports that vitest and Playwright write. What cannot be read is a failure, never nothing. */
import { z } from 'zod';

export interface Counts {
  passed: number;
  failed: number;
  /** Neither: shown, so that nobody takes them for passed. */
  skipped: number;
}

export type CountReport = (report: unknown) => Counts;

const vitestReport = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
  testResults: z.array(
    z.object({ status: z.string(), assertionResults: z.array(z.object({ status: z.string() })) }),
  ),
});

/** A file that failed without a failed test (it does not load, or a hook threw) counts as one failure. */
export function vitestCounts(report: unknown): Counts {
  const parsed = vitestReport.parse(report);
  const brokenFiles = parsed.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  );
  return {
    passed: parsed.numPassedTests,
    failed: parsed.numFailedTests + brokenFiles.length,
    skipped: parsed.numPendingTests + parsed.numTodoTests,
  };
}

const playwrightReport = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number(), skipped: z.number() }),
  errors: z.array(z.unknown()),
});

/** A test that passed only when tried again counts as failed; so does every error outside a test. */
export function playwrightCounts(report: unknown): Counts {
  const { stats, errors } = playwrightReport.parse(report);
  return {
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky + errors.length,
    skipped: stats.skipped,
  };
}

/**
 * What a part is worth: its report's counts, corrected by its exit code. A part that ran nothing, wrote no report or
 * failed without naming a test has one failure.
 */
export function partCounts(exitCode: number, report: unknown, count: CountReport): Counts {
  const counts = report === undefined ? { passed: 0, failed: 0, skipped: 0 } : count(report);
  const unexplained = counts.failed === 0 && (exitCode !== 0 || counts.passed === 0);
  return unexplained ? { ...counts, failed: 1 } : counts;
}
