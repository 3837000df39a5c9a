/**
 * Progress on standard error: one line that rewrites itself on a terminal; elsewhere a line now and then, so that logs
 * stay readable.
 */
export interface ProgressLine {
  update(text: string): void;
  /** Leaves the line and starts a fresh one. */
  end(): void;
}

/** Milliseconds between two lines where there is no terminal. */
const LOG_EVERY_MS = 10_000;

export function progressLine(stream: NodeJS.WriteStream = process.stderr): ProgressLine {
  let shown = '';
  let lastLogMs = Number.NEGATIVE_INFINITY;
  return {
    update(text) {
      if (text === shown) return;
      if (stream.isTTY) {
        const width = (stream.columns ?? 80) - 1;
        stream.write(`\r${text.slice(0, width).padEnd(Math.min(shown.length, width))}`);
        shown = text;
        return;
      }
      const phaseChanged = text.split(':')[0] !== shown.split(':')[0];
      if (!phaseChanged && performance.now() - lastLogMs < LOG_EVERY_MS) return;
      lastLogMs = performance.now();
      shown = text;
      stream.write(`${text}\n`);
    },
    end() {
      if (stream.isTTY && shown !== '') stream.write('\n');
      shown = '';
    },
  };
}

/** "12.3 of 92.9 MB (13 %)" where sizes are known, as a bar on terminals. */
export function downloadText(progress: {
  phase: string;
  receivedBytes?: number;
  totalBytes?: number;
}): string {
  const { phase, receivedBytes, totalBytes } = progress;
  if (receivedBytes === undefined || !totalBytes) return phase;
  const share = Math.min(1, receivedBytes / totalBytes);
  const filled = Math.round(share * 24);
  const mb = (bytes: number) => (bytes / 1e6).toFixed(1);
  return `${phase}: [${'#'.repeat(filled)}${'.'.repeat(24 - filled)}] ${mb(receivedBytes)} of ${mb(totalBytes)} MB (${Math.round(share * 100)} %)`;
}
