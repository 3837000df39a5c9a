/** Work on a fresh key/value cache whose memory is given back however the work ends. */
import type { CausalLm, KvCache } from './causal-lm.ts';

export async function withCache<T>(model: CausalLm, work: (cache: KvCache) => Promise<T>): Promise<T> {
  const cache = model.createCache();
  try {
    return await work(cache);
  } finally {
    model.releaseCache(cache);
  }
}
