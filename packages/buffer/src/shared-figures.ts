// Invariant: a thread writes to its own slot only, until it has ended.

import { threadId, type Worker } from 'node:worker_threads';
import { type BufferPool, bufferPool } from './buffer-pools.ts';
import { IllegalArgumentError } from './errors.ts';
import { THREAD_MEMORY } from './thread-memory.ts';

/** Threads that can share their figures at a time. */
const SLOTS = 256;

/** Number and bytes of each kind of memory. */
const NUMBERS_PER_SLOT = 6;

/** Who has which slot: 0 nobody, otherwise the thread's id and 1. They lie behind the numbers. */
const IDS_OFFSET = SLOTS * NUMBERS_PER_SLOT * Float64Array.BYTES_PER_ELEMENT;

const SHARED_BYTES = IDS_OFFSET + SLOTS * Int32Array.BYTES_PER_ELEMENT;

/** What this thread has joined. */
let joined: SharedArrayBuffer | undefined;

/**
 * From now on the figures of this thread stand in `shared`, too, and nowhere else: memory that other threads have joined, or
 * new memory for them, to be given to workers as `workerData`. They are gone when the thread has ended, also by
 * `worker.terminate()` where it was started after its starter had joined. Returns what was joined.
 *
 * @throws IllegalArgumentError when `shared` is something else, or all of its 256 slots are taken.
 */
export function shareFigures(shared: SharedArrayBuffer = new SharedArrayBuffer(SHARED_BYTES)): SharedArrayBuffer {
  const { ids, numbers } = partsOf(shared);
  if (joined === shared) {
    return shared;
  }
  const slot = ids.findIndex((_, index) => Atomics.compareExchange(ids, index, 0, threadId + 1) === 0);
  if (slot === -1) {
    throw new IllegalArgumentError(`shared: all of its ${SLOTS} slots are taken (expected: fewer threads)`, 'shared');
  }
  const at = slot * NUMBERS_PER_SLOT;
  THREAD_MEMORY.heap.publishIn(numbers.subarray(at, at + 2));
  THREAD_MEMORY.cleaner.publishIn(numbers.subarray(at + 2, at + 4));
  THREAD_MEMORY.noCleaner.publishIn(numbers.subarray(at + 4, at + 6));
  if (joined === undefined) {
    process.once('exit', () => leave(threadId));
    process.on('worker', (worker: Worker) => {
      const id = worker.threadId;
      worker.once('exit', () => leave(id));
    });
  } else {
    leave(threadId);
  }
  joined = shared;
  return shared;
}

/** What the threads have in use that have joined `shared`, together: a sum of what each has counted last. */
export function sharedBufferPools(shared: SharedArrayBuffer): readonly BufferPool[] {
  const { ids, numbers } = partsOf(shared);
  const sums = new Array<number>(NUMBERS_PER_SLOT).fill(0);
  ids.forEach((id, slot) => {
    for (let index = 0; id !== 0 && index < NUMBERS_PER_SLOT; index += 1) {
      sums[index] = (sums[index] ?? 0) + (numbers[slot * NUMBERS_PER_SLOT + index] ?? 0);
    }
  });
  const [heap = 0, heapBytes = 0, cleaner = 0, cleanerBytes = 0, noCleaner = 0, noCleanerBytes = 0] = sums;
  return [
    bufferPool('heap', heap, heapBytes),
    bufferPool('direct cleaner', cleaner, cleanerBytes),
    bufferPool('direct noCleaner', noCleaner, noCleanerBytes),
  ];
}

/** Frees the slots of a thread: of several, where it has loaded several copies of this package. */
function leave(id: number): void {
  if (joined === undefined) {
    return;
  }
  const { ids, numbers } = partsOf(joined);
  ids.forEach((other, slot) => {
    if (other === id + 1) {
      numbers.fill(0, slot * NUMBERS_PER_SLOT, (slot + 1) * NUMBERS_PER_SLOT);
      Atomics.store(ids, slot, 0);
    }
  });
}

function partsOf(shared: SharedArrayBuffer): { readonly ids: Int32Array; readonly numbers: Float64Array } {
  if (!(shared instanceof SharedArrayBuffer) || shared.byteLength !== SHARED_BYTES) {
    throw new IllegalArgumentError(`shared: ${String(shared)} (expected: what shareFigures returned)`, 'shared');
  }
  return {
    ids: new Int32Array(shared, IDS_OFFSET, SLOTS),
    numbers: new Float64Array(shared, 0, SLOTS * NUMBERS_PER_SLOT),
  };
}
