/**
 * Writes ONNX models node by node. Knows nothing of Llama or of heads; shapes are the caller's business.
 * Format: onnx.proto of ONNX 1.20 through onnx-buf; IR 10, opset 21 and com.microsoft 1, which ONNX Runtime 1.30 reads.
 */
import { create, toBinary } from '@bufbuild/protobuf';
import {
  AttributeProtoSchema,
  AttributeProto_AttributeType as AttributeType,
  TensorProto_DataLocation as DataLocation,
  TensorProto_DataType as DataType,
  GraphProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  TensorProtoSchema,
  ValueInfoProtoSchema,
} from 'onnx-buf';

export type ElementType = 'float32' | 'int64' | 'int32' | 'int8' | 'uint8' | 'bool';
/** A number is fixed, a string names a free dimension. */
export type Dimension = number | string;
export type AttributeValue = number | bigint | string | readonly number[];

/** Where the bytes of a tensor lie: a file beside the model. */
export interface WeightLocation {
  file: string;
  byteOffset: number;
  byteLength: number;
}

const DATA_TYPE: Record<ElementType, DataType> = {
  float32: DataType.FLOAT,
  int64: DataType.INT64,
  int32: DataType.INT32,
  int8: DataType.INT8,
  uint8: DataType.UINT8,
  bool: DataType.BOOL,
};

/** Constants up to this size are looked up before they are stored, so that a repeated one is stored once. */
const SHARED_CONSTANT_BYTES = 8192;

/** Attributes that ONNX declares as float even where the value is whole. */
const FLOAT_ATTRIBUTES = new Set(['alpha', 'beta', 'epsilon', 'scale', 'value_float']);

function attribute(name: string, value: AttributeValue) {
  if (typeof value === 'string') {
    return create(AttributeProtoSchema, {
      name,
      type: AttributeType.STRING,
      s: new TextEncoder().encode(value),
    });
  }
  if (Array.isArray(value)) {
    return create(AttributeProtoSchema, {
      name,
      type: AttributeType.INTS,
      ints: value.map((v) => BigInt(v)),
    });
  }
  if (FLOAT_ATTRIBUTES.has(name) || (typeof value === 'number' && !Number.isInteger(value))) {
    return create(AttributeProtoSchema, { name, type: AttributeType.FLOAT, f: Number(value) });
  }
  return create(AttributeProtoSchema, { name, type: AttributeType.INT, i: BigInt(value as number | bigint) });
}

function valueInfo(name: string, type: ElementType, dims: readonly Dimension[]) {
  return create(ValueInfoProtoSchema, {
    name,
    type: {
      value: {
        case: 'tensorType',
        value: {
          elemType: DATA_TYPE[type],
          shape: {
            dim: dims.map((d) =>
              typeof d === 'number'
                ? { value: { case: 'dimValue' as const, value: BigInt(d) } }
                : { value: { case: 'dimParam' as const, value: d } },
            ),
          },
        },
      },
    },
  });
}

export class GraphBuilder {
  readonly #name: string;
  readonly #nodes: ReturnType<typeof create<typeof NodeProtoSchema>>[] = [];
  readonly #inputs: ReturnType<typeof valueInfo>[] = [];
  readonly #outputs: ReturnType<typeof valueInfo>[] = [];
  readonly #initializers: ReturnType<typeof create<typeof TensorProtoSchema>>[] = [];
  readonly #constants = new Map<string, string>();
  #counter = 0;

  constructor(name: string) {
    this.#name = name;
  }

  /** Declares a graph input and returns its name. */
  input(name: string, type: ElementType, dims: readonly Dimension[]): string {
    this.#inputs.push(valueInfo(name, type, dims));
    return name;
  }

  /** Declares a value made by a node as graph output. */
  output(name: string, type: ElementType, dims: readonly Dimension[]): void {
    this.#outputs.push(valueInfo(name, type, dims));
  }

  /** A tensor whose bytes lie in a file beside the model. */
  weight(
    name: string,
    dims: readonly number[],
    at: WeightLocation,
    type: 'float32' | 'int8' | 'uint8' = 'float32',
  ): string {
    this.#initializers.push(
      create(TensorProtoSchema, {
        name,
        dims: dims.map(BigInt),
        dataType: DATA_TYPE[type],
        dataLocation: DataLocation.EXTERNAL,
        externalData: [
          { key: 'location', value: at.file },
          { key: 'offset', value: String(at.byteOffset) },
          { key: 'length', value: String(at.byteLength) },
        ],
      }),
    );
    return name;
  }

  /** A float32 tensor stored inside the model. */
  floats(dims: readonly number[], values: Float32Array | readonly number[]): string {
    const data = Float32Array.from(values);
    return this.#constant('float32', dims, new Uint8Array(data.buffer));
  }

  /** An int64 tensor stored inside the model; without dims a vector. */
  ints(values: readonly number[], dims: readonly number[] = [values.length]): string {
    const data = BigInt64Array.from(values.map(BigInt));
    return this.#constant('int64', dims, new Uint8Array(data.buffer));
  }

  /** An int8 tensor stored inside the model. */
  int8s(dims: readonly number[], values: Int8Array): string {
    return this.#constant('int8', dims, new Uint8Array(values));
  }

  /** A uint8 scalar stored inside the model. */
  byte(value: number): string {
    return this.#constant('uint8', [], Uint8Array.of(value));
  }

  #constant(type: ElementType, dims: readonly number[], bytes: Uint8Array<ArrayBuffer>): string {
    const key = bytes.length <= SHARED_CONSTANT_BYTES ? `${type}:${dims.join('x')}:${bytes.join(',')}` : '';
    const known = key ? this.#constants.get(key) : undefined;
    if (known) return known;
    const name = `const_${this.#counter++}`;
    this.#initializers.push(
      create(TensorProtoSchema, { name, dims: dims.map(BigInt), dataType: DATA_TYPE[type], rawData: bytes }),
    );
    if (key) this.#constants.set(key, name);
    return name;
  }

  /** Adds a node and returns its first output. `outputs` names them all; '' leaves an optional one out. */
  node(
    opType: string,
    inputs: readonly string[],
    attributes: Record<string, AttributeValue> = {},
    outputs?: readonly string[],
  ): string {
    const names = outputs ?? [`${opType.toLowerCase()}_${this.#counter++}`];
    this.#nodes.push(
      create(NodeProtoSchema, {
        opType,
        name: `${opType}_${this.#nodes.length}`,
        domain: CONTRIB_OPS.has(opType) ? 'com.microsoft' : '',
        input: [...inputs],
        output: [...names],
        attribute: Object.entries(attributes).map(([name, value]) => attribute(name, value)),
      }),
    );
    const first = names[0];
    if (first === undefined) throw new Error(`${opType}: a node needs at least one output`);
    return first;
  }

  /** A node with several outputs, all returned, named automatically. */
  nodes(
    opType: string,
    inputs: readonly string[],
    count: number,
    attributes: Record<string, AttributeValue> = {},
  ): string[] {
    const names = Array.from({ length: count }, () => `${opType.toLowerCase()}_${this.#counter++}`);
    this.node(opType, inputs, attributes, names);
    return names;
  }

  /** The serialised ModelProto. */
  build(): Uint8Array {
    const model = create(ModelProtoSchema, {
      irVersion: 10n,
      producerName: 'gorgon',
      opsetImport: [
        { domain: '', version: 21n },
        { domain: 'com.microsoft', version: 1n },
      ],
      graph: create(GraphProtoSchema, {
        name: this.#name,
        node: this.#nodes,
        input: this.#inputs,
        output: this.#outputs,
        initializer: this.#initializers,
      }),
    });
    return toBinary(ModelProtoSchema, model);
  }
}

/** Operators that live in ONNX Runtime's own domain (docs/ContribOperators.md); all others are ONNX's. */
const CONTRIB_OPS = new Set([
  'RotaryEmbedding',
  'SkipSimplifiedLayerNormalization',
  'QuickGelu',
  'FusedMatMul',
  'MatMulIntegerToFloat',
  'MatMulNBits',
]);
