/**
 * Every failure that a user can cause or must hear about is an EngineError: one line that names the thing,
 * its value and what is allowed. The rim (CLI, routes) prints `message` and maps `code` to an exit or HTTP status.
 */
export type EngineErrorCode =
  | 'invalid-argument'
  | 'invalid-input'
  | 'file-not-found'
  | 'file-corrupt'
  | 'unsupported-model'
  | 'download-failed'
  | 'context-overflow'
  | 'runtime-failure'
  /** The engine's process ended under a request; a new one starts. */
  | 'engine-lost'
  | 'cancelled'
  | 'port-in-use';

export class EngineError extends Error {
  readonly code: EngineErrorCode;

  constructor(code: EngineErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'EngineError';
    this.code = code;
  }
}

/** A setting out of range: names the setting, the value and what is allowed. */
export function invalidArgument(name: string, value: unknown, allowed: string): EngineError {
  return new EngineError(
    'invalid-argument',
    `invalid ${name}: ${JSON.stringify(value) ?? String(value)} (allowed: ${allowed})`,
  );
}
