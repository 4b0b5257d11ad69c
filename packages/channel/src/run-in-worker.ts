import { types } from 'node:util';
import { type ByteBuf, IllegalArgumentError, Unpooled } from '@watertight/buffer';

/** A pool of worker threads, as those of Piscina and Tinypool are. */
export interface WorkerPool {
  /** Has a thread call a function with `task`, and gives its result. Takes the memory in `transferList`. */
  run(task: unknown, options: WorkerTaskOptions & { readonly transferList: readonly ArrayBuffer[] }): Promise<unknown>;
}

export interface WorkerTaskOptions {
  /** Which of the functions, where the pool knows several. */
  readonly name?: string;
  /** Takes the task back, and ends the thread where it has begun; the promise is rejected. */
  readonly signal?: AbortSignal;
}

/**
 * Has a worker thread compute what follows from a message: its function gets the readable bytes as a `Uint8Array` which it
 * may change, and returns such an array; `Piscina.move(bytes)` spares the copy. The memory of an unpooled message moves
 * there, that of a pooled one is copied once; see `ByteBuf.intoUint8Array`.
 *
 * Takes `message`, whatever comes of it; returns owned: a buffer on the memory that has come back, which nobody counts, since
 * the collector frees it.
 *
 * @throws IllegalArgumentError when the function has returned something else; otherwise what the pool rejects with.
 */
export async function runInWorker(
  pool: WorkerPool,
  message: ByteBuf,
  options: WorkerTaskOptions = {},
): Promise<ByteBuf> {
  const bytes = message.intoUint8Array();
  // Shared memory is there already, and cannot be transferred.
  const transferList = types.isArrayBuffer(bytes.buffer) ? [bytes.buffer] : [];
  const answer = await pool.run(bytes, { ...options, transferList });
  if (!types.isUint8Array(answer)) {
    throw new IllegalArgumentError(`answer: ${String(answer)} (expected: a Uint8Array from the worker)`, 'answer');
  }
  return Unpooled.wrappedBuffer(answer);
}
