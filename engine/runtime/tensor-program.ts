/** Port: a graph that maps named tensors to named tensors. */

export type Tensor =
  | { type: 'float32'; data: Float32Array; dims: readonly number[] }
  | { type: 'int64'; data: BigInt64Array; dims: readonly number[] }
  | { type: 'int32'; data: Int32Array; dims: readonly number[] };

export interface TensorProgram {
  /** Runs the graph; only the named outputs come back. */
  run(feeds: Record<string, Tensor>, fetches: readonly string[]): Promise<Record<string, Tensor>>;
  release(): Promise<void>;
}

/** Opens a program from a model file (its weights beside it) or from the bytes of a model that carries its own. */
export type OpenProgram = (model: string | Uint8Array) => Promise<TensorProgram>;

export function int64(values: ArrayLike<number>, dims: readonly number[] = [values.length]): Tensor {
  const data = new BigInt64Array(values.length);
  for (let i = 0; i < values.length; i++) data[i] = BigInt(values[i] as number);
  return { type: 'int64', data, dims };
}

export function float32(data: Float32Array, dims: readonly number[] = [data.length]): Tensor {
  return { type: 'float32', data, dims };
}

/** A float32 output by name. */
export function floatsOf(outputs: Record<string, Tensor>, name: string): Float32Array {
  const tensor = outputs[name];
  if (tensor?.type !== 'float32') throw new Error(`the graph has no float32 output ${name}`);
  return tensor.data;
}

/** An int64 output by name as int32: ids and ranks fit. */
export function idsOf(outputs: Record<string, Tensor>, name: string): Int32Array {
  const tensor = outputs[name];
  if (tensor?.type !== 'int64') throw new Error(`the graph has no int64 output ${name}`);
  const ids = new Int32Array(tensor.data.length);
  for (let i = 0; i < ids.length; i++) ids[i] = Number(tensor.data[i]);
  return ids;
}
