/**
 * V8 told to collect garbage seldom. ONNX Runtime gives every output as a fresh array, hundreds of kilobytes a pass, and V8
 * counts such memory against the room it leaves for the heap to grow, which is small where collecting seems cheap: a full
 * collection every eight megabytes, some twenty passes. Cheap it is not here: its helper threads take the cores that the
 * next passes run on (docs/experiments.md, "collections again").
 */
import { setFlagsFromString } from 'node:v8';

/** Room for the heap to grow between collections, in percent of what lives: at 60 MB of live objects, 180 MB. */
const GROWING_PERCENT = 300;

/** For the whole process. V8 reads this flag at every collection, so that it may change while the process runs. */
export function collectSeldom(): void {
  setFlagsFromString(`--heap-growing-percent=${GROWING_PERCENT}`);
}
