/** First place in [from, to] of an ascending list whose value is at least `wanted`; `to` where there is none. */
export function lowerBound(
  values: Int32Array | Float64Array,
  wanted: number,
  from: number,
  to: number,
): number {
  let [low, high] = [from, to];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((values[middle] as number) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
