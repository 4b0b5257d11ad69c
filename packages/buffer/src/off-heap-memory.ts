import { MessageChannel } from 'node:worker_threads';
import { checkSize } from './bounds.ts';
import { OutOfDirectMemoryError } from './errors.ts';
import type { MemoryLimit } from './memory-limit.ts';

/** What Node has had since version 21. */
interface Transferable extends ArrayBuffer {
  transfer?(newByteLength?: number): ArrayBuffer;
}

/**
 * New zeroed memory, counted by `limit`; nothing where that refuses it.
 *
 * @throws OutOfDirectMemoryError when the system has no more.
 */
export function reserve(bytes: number, replacedBytes: number, limit: MemoryLimit): ArrayBuffer | undefined {
  checkSize('capacityBytes', bytes);
  if (limit.exceeded(bytes, replacedBytes) !== undefined) {
    return undefined;
  }
  try {
    const memory = new ArrayBuffer(bytes);
    limit.take(bytes, replacedBytes);
    return memory;
  } catch (error) {
    const advice = 'The system has no more: V8 could not allocate it.';
    throw new OutOfDirectMemoryError(bytes, limit.usedBytes, limit.maxBytes, advice, { cause: error });
  }
}

/**
 * Gives the memory back to the system at once. Its views have length 0 from then on, and so show nobody else's bytes.
 *
 * The first call in a thread makes V8 look for this from then on wherever it reads through a `DataView` or a typed array.
 */
export function detach(memory: ArrayBufferLike): void {
  // Somebody may have transferred it away.
  if (memory.byteLength > 0) {
    transferToNowhere(memory as ArrayBuffer);
  }
}

/** The same bytes as another `ArrayBuffer`, without a copy; `memory` is detached. Node 20 takes a few microseconds more. */
export function move(memory: Transferable): ArrayBuffer {
  return memory.transfer?.() ?? structuredClone(memory, { transfer: [memory] });
}

const transferToNowhere: (memory: ArrayBuffer) => void =
  'transfer' in ArrayBuffer.prototype ? (memory: Transferable) => void memory.transfer?.(0) : byClosedPort();

/** Node 20: a message takes its memory along, and to a closed port it goes nowhere, and is freed. */
function byClosedPort(): (memory: ArrayBuffer) => void {
  const { port1 } = new MessageChannel();
  port1.close();
  return (memory) => port1.postMessage(undefined, [memory]);
}
