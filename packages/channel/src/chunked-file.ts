import type { PathLike } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { type ByteBuf, type ByteBufAllocator, IllegalArgumentError } from '@watertight/buffer';
import { ChunkedInput } from './chunked-input.ts';
import { IllegalStateError } from './errors.ts';
import { requireNotNegative, requirePositive } from './positive.ts';

export interface ChunkedFileOptions {
  /** Where in the file to begin; 0 by default. */
  readonly offset?: number;
  /** How many bytes to write. */
  readonly lengthBytes: number;
  /** 32 KiB by default, half of what may wait to be written. */
  readonly chunkSizeBytes?: number;
}

/** The bytes of a file, or of a part of one, read into buffers of the channel's allocator. Netty's class of this name. */
export class ChunkedFile extends ChunkedInput<ByteBuf> {
  readonly length: number;
  readonly #file: FileHandle;
  readonly #offset: number;
  readonly #chunkSizeBytes: number;
  #progress = 0;

  /**
   * Takes `file`: it is closed with the input.
   *
   * @throws IllegalArgumentError when an option is no whole number in its range; `file` is the caller's then.
   */
  constructor(file: FileHandle, { offset = 0, lengthBytes, chunkSizeBytes = 32 * 1024 }: ChunkedFileOptions) {
    requireNotNegative('offset', offset);
    requireNotNegative('lengthBytes', lengthBytes);
    requirePositive('chunkSizeBytes', chunkSizeBytes);
    super();
    this.#file = file;
    this.#offset = offset;
    this.length = lengthBytes;
    this.#chunkSizeBytes = chunkSizeBytes;
  }

  /** Opens a file: all of it from `offset` on, unless `lengthBytes` says less. Returns owned. */
  static async open(path: PathLike, options: Partial<ChunkedFileOptions> = {}): Promise<ChunkedFile> {
    const file = await open(path);
    try {
      const { size } = await file.stat();
      const { offset = 0, lengthBytes = size - offset } = options;
      if (offset + lengthBytes > size) {
        throw new IllegalArgumentError(
          `offset: ${offset}, lengthBytes: ${lengthBytes} (expected: within the ${size} of ${path})`,
          'lengthBytes',
        );
      }
      return inputOf(file, { ...options, lengthBytes });
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  get progress(): number {
    return this.#progress;
  }

  isEndOfInput(): boolean {
    return this.#progress === this.length;
  }

  async readChunk(allocator: ByteBufAllocator): Promise<ByteBuf | undefined> {
    const wanted = Math.min(this.#chunkSizeBytes, this.length - this.#progress);
    if (wanted === 0) {
      return undefined;
    }
    const chunk = allocator.ioBuffer(wanted);
    try {
      // While the system reads into it, the chunk is kept here.
      const { bytesRead } = await this.#file.read(chunk.toBuffer(0, wanted), 0, wanted, this.#offset + this.#progress);
      if (bytesRead === 0) {
        throw new IllegalStateError(
          `file ended after ${this.#progress} of ${this.length} bytes from ${this.#offset} on: it has become shorter since.`,
        );
      }
      this.#progress += bytesRead;
      chunk.writerIndex = bytesRead;
      return chunk;
    } catch (error) {
      chunk.release();
      throw error;
    }
  }

  protected close(): Promise<void> {
    return this.#file.close();
  }
}

// The class does not name itself: esbuild would then rename it, and reports would say `_ChunkedFile`.

function inputOf(file: FileHandle, options: ChunkedFileOptions): ChunkedFile {
  return new ChunkedFile(file, options);
}
