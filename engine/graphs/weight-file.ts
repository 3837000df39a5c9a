/** A file of tensors beside a model, which ONNX Runtime maps into memory instead of copying. */
import { type FileHandle, open } from 'node:fs/promises';
import path from 'node:path';
import type { WeightLocation } from './graph-builder.ts';

/** Tensors start at multiples of this many bytes, the width of a cache line and of an AVX-512 register. */
const ALIGNMENT = 64;

export class WeightFile {
  readonly #handle: FileHandle;
  readonly #file: string;
  #offset = 0;

  private constructor(handle: FileHandle, file: string) {
    this.#handle = handle;
    this.#file = file;
  }

  static async create(filePath: string): Promise<WeightFile> {
    return new WeightFile(await open(filePath, 'wx'), path.basename(filePath));
  }

  /** Appends a tensor, row-major, and says where it lies. */
  async append(data: Float32Array | Int8Array | Uint8Array): Promise<WeightLocation> {
    const byteOffset = this.#offset;
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    for (let done = 0; done < bytes.length; ) {
      const { bytesWritten } = await this.#handle.write(bytes, done, bytes.length - done, byteOffset + done);
      done += bytesWritten;
    }
    this.#offset = Math.ceil((byteOffset + bytes.length) / ALIGNMENT) * ALIGNMENT;
    return { file: this.#file, byteOffset, byteLength: bytes.length };
  }

  async close(): Promise<void> {
    await this.#handle.sync();
    await this.#handle.close();
  }
}
