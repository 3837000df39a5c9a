/** N-grams of the training answers in a file of Medusa heads: two int32 tensors, which published heads do not have. */
import { type NgramCounts, Ngrams } from '../core/ngrams.ts';
import { EngineError } from '../errors.ts';
import type { Safetensors, TensorToWrite } from './safetensors.ts';

const BIGRAMS = 'ngrams.bigrams';
const TRIGRAMS = 'ngrams.trigrams';

export function ngramTensors({ bigrams, trigrams }: NgramCounts): TensorToWrite[] {
  return [
    { name: BIGRAMS, shape: [bigrams.length / 3, 3], data: bigrams },
    { name: TRIGRAMS, shape: [trigrams.length / 4, 4], data: trigrams },
  ];
}

/** Null where the file has none. `name` is what errors call the file. */
export function readNgrams(file: Safetensors, name: string, vocabSize: number): Ngrams | null {
  if (!file.has(BIGRAMS)) return null;
  const rows = (tensor: string, width: number): Int32Array => {
    const values = file.readInts(tensor);
    for (const [at, value] of values.entries()) {
      const isCount = at % width === width - 1;
      if (value >= (isCount ? 1 : 0) && (isCount || value < vocabSize)) continue;
      throw new EngineError(
        'file-corrupt',
        `${name}: ${tensor}[${Math.floor(at / width)}, ${at % width}] is ${value} (allowed: ${isCount ? 'counts from 1' : `tokens from 0 to ${vocabSize - 1}`})`,
      );
    }
    return values;
  };
  return new Ngrams({ bigrams: rows(BIGRAMS, 3), trigrams: rows(TRIGRAMS, 4) }, vocabSize);
}
