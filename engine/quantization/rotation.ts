/**
 * Orthogonal rotations that spread outliers: a channel a thousand times its neighbours becomes a small share of all of
 * them, so that one scale fits a whole vector (QuaRot, Ashkboos et al. 2024, section 3; QuIP, Chee et al. 2023).
 *
 * A rotation of n = 2^k m elements is Q = S (H (x) C): S random signs, H the Walsh-Hadamard matrix of 2^k, C the cosine
 * matrix (DCT-II, orthonormal) of the odd rest m. Row vectors: x' = x Q.
 */
export class Rotation {
  readonly size: number;
  readonly #power: number;
  readonly #odd: number;
  /** [m, m], row i of C. */
  readonly #cosine: Float64Array;
  /** [n], +1 or -1. */
  readonly #signs: Float64Array;
  readonly #scratch: Float64Array;

  constructor(size: number, seed = 1) {
    this.size = size;
    let power = 1;
    while (size % (power * 2) === 0) power *= 2;
    this.#power = power;
    this.#odd = size / power;
    this.#cosine = cosineMatrix(this.#odd);
    this.#signs = randomSigns(size, seed);
    this.#scratch = new Float64Array(size);
  }

  /** Rotates every row of a row-major [rows, blocks * n] matrix in place, block by block. */
  rotateRows(matrix: Float32Array): Float32Array {
    for (let start = 0; start < matrix.length; start += this.size) this.#apply(matrix, start, 1);
    return matrix;
  }

  /** Rotates every column of a row-major [blocks * n, width] matrix in place: the same as Q transposed times it. */
  rotateColumns(matrix: Float32Array, width: number): Float32Array {
    const blocks = matrix.length / width / this.size;
    for (let block = 0; block < blocks; block++) {
      for (let column = 0; column < width; column++) {
        this.#apply(matrix, block * this.size * width + column, width);
      }
    }
    return matrix;
  }

  /** Q itself, [n, n] row-major. */
  matrix(): Float32Array {
    const identity = new Float32Array(this.size * this.size);
    for (let i = 0; i < this.size; i++) identity[i * this.size + i] = 1;
    return this.rotateRows(identity);
  }

  /** x Q for the vector of every stride-th element from start; element index = h * m + c. */
  #apply(data: Float32Array, start: number, stride: number): void {
    const { size: n } = this;
    const [power, odd, scratch, cosine] = [this.#power, this.#odd, this.#scratch, this.#cosine];
    const norm = 1 / Math.sqrt(power);
    for (let i = 0; i < n; i++) {
      scratch[i] = (data[start + i * stride] as number) * (this.#signs[i] as number) * norm;
    }
    for (let half = odd; half < n; half *= 2) {
      for (let block = 0; block < n; block += 2 * half) {
        for (let i = block; i < block + half; i++) {
          const a = scratch[i] as number;
          const b = scratch[i + half] as number;
          scratch[i] = a + b;
          scratch[i + half] = a - b;
        }
      }
    }
    for (let h = 0; h < power; h++) {
      for (let j = 0; j < odd; j++) {
        let sum = 0;
        for (let i = 0; i < odd; i++)
          sum += (scratch[h * odd + i] as number) * (cosine[i * odd + j] as number);
        data[start + (h * odd + j) * stride] = sum;
      }
    }
  }
}

function cosineMatrix(n: number): Float64Array {
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const scale = Math.sqrt((j === 0 ? 1 : 2) / n);
      matrix[i * n + j] = scale * Math.cos((Math.PI * (2 * i + 1) * j) / (2 * n));
    }
  }
  return matrix;
}

/** From a 32-bit linear congruential generator (Numerical Recipes constants), by its highest bit. */
function randomSigns(n: number, seed: number): Float64Array {
  let state = seed >>> 0;
  return Float64Array.from({ length: n }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 31 ? -1 : 1;
  });
}
