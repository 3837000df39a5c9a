/** As `to.set(from.subarray(...), toAt)`, without an object. */
export function copy(
  from: Float32Array,
  fromAt: number,
  to: Float32Array,
  toAt: number,
  length: number,
): void {
  for (let i = 0; i < length; i++) to[toAt + i] = from[fromAt + i] as number;
}
