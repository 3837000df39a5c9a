/** All that a run says, without its steps. */
import type { ReportInput } from './input.ts';

export function reportJson({ manifest, summary, questions, ledger }: ReportInput): string {
  // The manifest's own summary and differences are what was true when it was written; these follow from the steps.
  const { summary: _, differences: __, ...rest } = manifest;
  return `${JSON.stringify({ manifest: rest, summary, questions, ledger }, null, 2)}\n`;
}
