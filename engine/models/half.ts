/** IEEE 754 binary16, which JavaScript lacks on Node 20. */

/** Bits to a number. */
export function halfToFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

const scratch = new Float32Array(1);
const scratchBits = new Uint32Array(scratch.buffer);

/** A number to bits, rounded to nearest, ties to even. Values beyond its range become infinite. */
export function floatToHalf(value: number): number {
  scratch[0] = value;
  const bits = scratchBits[0] as number;
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00;
  if (magnitude >= 0x47800000) return sign | 0x7c00;
  const exponent = (magnitude >>> 23) - 112;
  if (exponent <= 0) {
    if (exponent < -10) return sign;
    const mantissa = (magnitude & 0x7fffff) | 0x800000;
    return sign | roundShift(mantissa, 14 - exponent);
  }
  return sign | roundShift((exponent << 23) | (magnitude & 0x7fffff), 13);
}

/** Shifts right by `n`, to nearest, ties to even. */
function roundShift(value: number, n: number): number {
  const result = value >>> n;
  const rest = value & ((1 << n) - 1);
  const half = 1 << (n - 1);
  return rest > half || (rest === half && (result & 1) === 1) ? result + 1 : result;
}
