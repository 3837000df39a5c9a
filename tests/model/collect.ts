import type { DecodeEvent, DecodeResult } from '../../engine/protocol.ts';

/** Runs a stream of events to its end and returns the result. */
export async function collect(events: AsyncGenerator<DecodeEvent, void>): Promise<DecodeResult> {
  for await (const event of events) if (event.type === 'run-end') return event.result;
  throw new Error('the stream ended without run-end');
}
