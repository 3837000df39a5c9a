/**
 * GGUF files (ggml-org/ggml, docs/gguf.md). A file that is cut short or is something else is refused when it is opened,
 * not when its missing part is read.
 */
import { type FileHandle, open } from 'node:fs/promises';
import { EngineError } from '../errors.ts';
import { blockFormat, dequantize } from './dequantize.ts';
import { cannotRead, sizeOfFile } from './file-size.ts';
import { type MetadataValue, readGgufHeader } from './gguf-header.ts';

export interface GgufTensor {
  /** Outermost dimension first. */
  shape: number[];
  /** The type's number in the file. */
  type: number;
  byteOffset: number;
  byteLength: number;
}

export interface Gguf {
  path: string;
  metadata: ReadonlyMap<string, MetadataValue>;
  tensors: ReadonlyMap<string, GgufTensor>;
  /** Row-major float32 values; throws where there is no such tensor. */
  readTensor(name: string): Promise<Float32Array>;
  close(): Promise<void>;
}

export async function openGguf(path: string): Promise<Gguf> {
  const size = await sizeOfFile(path);
  const handle = await open(path, 'r').catch((cause: unknown) => {
    throw cannotRead(path, cause);
  });
  try {
    const { metadata, tensors: infos, dataOffset } = await readGgufHeader(handle, path, size);
    const tensors = new Map<string, GgufTensor>();
    for (const { name, shape, type, offset } of infos) {
      if (tensors.has(name)) throw new EngineError('file-corrupt', `${path} has two tensors ${name}`);
      const format = blockFormat(type, name);
      const rowLength = shape.at(-1) ?? 1;
      if (rowLength % format.blockValues !== 0) {
        throw new EngineError(
          'file-corrupt',
          `${path}: tensor ${name} has rows of ${rowLength} values, not whole ${format.name} blocks`,
        );
      }
      const byteOffset = dataOffset + offset;
      const byteLength = (valueCount(shape) / format.blockValues) * format.blockBytes;
      if (byteOffset + byteLength > size) {
        throw new EngineError(
          'file-corrupt',
          `${path} is cut short: tensor ${name} ends at byte ${byteOffset + byteLength}, the file at ${size}`,
        );
      }
      tensors.set(name, { shape, type, byteOffset, byteLength });
    }
    return {
      path,
      metadata,
      tensors,
      readTensor: async (name) => {
        const tensor = tensors.get(name);
        if (!tensor) throw new EngineError('file-corrupt', `${path} has no tensor ${name}`);
        const bytes = await readExactly(handle, tensor, `${path} ends inside tensor ${name}`);
        return dequantize(blockFormat(tensor.type, name), bytes, valueCount(tensor.shape));
      },
      close: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

function valueCount(shape: readonly number[]): number {
  return shape.reduce((product, n) => product * n, 1);
}

/** The bytes of a tensor; a file that was shortened since it was opened is `file-corrupt`. */
async function readExactly(handle: FileHandle, tensor: GgufTensor, short: string): Promise<Uint8Array> {
  const bytes = new Uint8Array(tensor.byteLength);
  for (let done = 0; done < bytes.length; ) {
    const { bytesRead } = await handle.read(bytes, done, bytes.length - done, tensor.byteOffset + done);
    if (bytesRead === 0) throw new EngineError('file-corrupt', short);
    done += bytesRead;
  }
  return bytes;
}
