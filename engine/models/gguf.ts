/**
 * GGUF files: the header through @huggingface/gguf, the tensors by us (ggml-org/ggml, docs/gguf.md). A file that is cut
 * short or is something else is refused when it is opened, not when its missing part is read.
 */
import { open, stat } from 'node:fs/promises';
import { gguf as readHeader } from '@huggingface/gguf';
import { EngineError } from '../errors.ts';
import { blockFormat, dequantize } from './dequantize.ts';

export type MetadataValue = string | number | bigint | boolean | MetadataValue[];

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

const MAGIC = 'GGUF';
/** Magic, version, number of tensors, number of metadata entries. */
const FIXED_HEADER_BYTES = 24;

export async function openGguf(path: string): Promise<Gguf> {
  const size = await sizeOf(path);
  const handle = await open(path, 'r');
  try {
    const magic = Buffer.alloc(4);
    await handle.read(magic, 0, 4, 0);
    if (magic.toString('latin1') !== MAGIC) {
      throw new EngineError(
        'file-corrupt',
        `${path} is not a GGUF file: it begins with ${JSON.stringify(magic.toString('latin1'))}, not "${MAGIC}"`,
      );
    }
    if (size < FIXED_HEADER_BYTES) {
      throw new EngineError(
        'file-corrupt',
        `${path} is cut short: ${size} bytes, a header alone has ${FIXED_HEADER_BYTES}`,
      );
    }
    const header = await readHeaderOf(path, size);
    // The header's reader takes bytes behind the end of the file for zeros.
    if (Number(header.tensorDataOffset) > size) {
      throw new EngineError(
        'file-corrupt',
        `${path} is cut short: its header ends at byte ${header.tensorDataOffset}, the file at ${size}`,
      );
    }
    const metadata = new Map(Object.entries(header.metadata as Record<string, MetadataValue>));
    const tensors = new Map<string, GgufTensor>();
    for (const info of header.tensorInfos) {
      const shape = info.shape.map(Number).reverse();
      const count = shape.reduce((product, n) => product * n, 1);
      const format = blockFormat(info.dtype as number, info.name);
      const byteOffset = Number(header.tensorDataOffset) + Number(info.offset);
      const byteLength = (count / format.blockValues) * format.blockBytes;
      if (!Number.isInteger(byteLength)) {
        throw new EngineError(
          'file-corrupt',
          `${path}: tensor ${info.name} has ${count} values, not whole ${format.name} blocks`,
        );
      }
      if (byteOffset + byteLength > size) {
        throw new EngineError(
          'file-corrupt',
          `${path} is cut short: tensor ${info.name} ends at byte ${byteOffset + byteLength}, the file at ${size}`,
        );
      }
      tensors.set(info.name, { shape, type: info.dtype as number, byteOffset, byteLength });
    }
    return {
      path,
      metadata,
      tensors,
      readTensor: async (name) => {
        const tensor = tensors.get(name);
        if (!tensor) throw new EngineError('file-corrupt', `${path} has no tensor ${name}`);
        const bytes = new Uint8Array(tensor.byteLength);
        for (let done = 0; done < bytes.length; ) {
          const { bytesRead } = await handle.read(bytes, done, bytes.length - done, tensor.byteOffset + done);
          if (bytesRead === 0) throw new EngineError('file-corrupt', `${path} ends inside tensor ${name}`);
          done += bytesRead;
        }
        return dequantize(
          blockFormat(tensor.type, name),
          bytes,
          tensor.shape.reduce((product, n) => product * n, 1),
        );
      },
      close: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function sizeOf(path: string): Promise<number> {
  try {
    const info = await stat(path);
    if (!info.isFile()) throw new EngineError('file-not-found', `${path} is not a file`);
    return info.size;
  } catch (cause) {
    if (cause instanceof EngineError) throw cause;
    throw new EngineError('file-not-found', `there is no file ${path}`, { cause });
  }
}

async function readHeaderOf(path: string, size: number) {
  try {
    return await readHeader(path, { allowLocalFile: true });
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new EngineError('file-corrupt', `${path} (${size} bytes) has no readable GGUF header: ${message}`, {
      cause,
    });
  }
}
