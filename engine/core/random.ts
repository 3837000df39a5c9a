/** Seeded random numbers whose state can be saved: sfc32 (Chris Doty-Humphrey, PractRand), seeded through splitmix32. */

/** Four 32-bit words. */
export type RandomState = readonly [number, number, number, number];

export class SeededRandom {
  #state: [number, number, number, number];

  constructor(seed: number | RandomState) {
    if (typeof seed !== 'number') {
      this.#state = [...seed];
      return;
    }
    let s = seed >>> 0;
    const split = () => {
      s = (s + 0x9e3779b9) >>> 0;
      let z = s ^ (s >>> 16);
      z = Math.imul(z, 0x21f0aaad);
      z ^= z >>> 15;
      z = Math.imul(z, 0x735a2d97);
      return (z ^ (z >>> 15)) >>> 0;
    };
    this.#state = [split(), split(), split(), split()];
  }

  get state(): RandomState {
    return [...this.#state];
  }

  /** 32 random bits. */
  uint32(): number {
    const [a, b, c, counter] = this.#state;
    const result = (a + b + counter) >>> 0;
    this.#state = [
      (b ^ (b >>> 9)) >>> 0,
      (c + (c << 3)) >>> 0,
      (((c << 21) | (c >>> 11)) + result) >>> 0,
      (counter + 1) >>> 0,
    ];
    return result;
  }

  /** In [0, 1), 53 bits. */
  uniform(): number {
    return ((this.uint32() >>> 5) * 2 ** 26 + (this.uint32() >>> 6)) / 2 ** 53;
  }

  /** Whole, 0 to n - 1. */
  below(n: number): number {
    return Math.floor(this.uniform() * n);
  }

  /** Fisher-Yates, in place. */
  shuffle<T>(items: T[] | Int32Array): void {
    for (let i = items.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      const swap = items[i] as T & number;
      items[i] = items[j] as T & number;
      items[j] = swap;
    }
  }
}
