import { poolsOfThread, THREAD_MEMORY } from './thread-memory.ts';

/** Who gives the memory back: V8, the collector or `release`, only `release`, or a pool. */
export type BufferPoolName = 'heap' | 'direct cleaner' | 'direct noCleaner' | 'pooled';

/** The figures of one kind of memory: Java's `BufferPoolMXBean`. Node has no counterpart of its pool *mapped*. */
export interface BufferPool {
  readonly name: BufferPoolName;
  /** Pieces of memory. */
  readonly count: number;
  /** What buffers lie in that are not released. */
  readonly usedBytes: number;
  /** What is reserved for them. */
  readonly capacityBytes: number;
}

/**
 * What this thread's buffers have in use; a few additions, whatever their number. The memory of *pooled* is heap or direct
 * memory, and counts there, too: there with all that is reserved.
 */
export function bufferPools(): readonly BufferPool[] {
  const pools = poolsOfThread();
  const sum = (figure: (pool: (typeof pools)[number]) => number): number =>
    pools.reduce((total, pool) => total + figure(pool), 0);
  return [
    bufferPool('heap', THREAD_MEMORY.heap.count, THREAD_MEMORY.heap.usedBytes),
    bufferPool('direct cleaner', THREAD_MEMORY.cleaner.count, THREAD_MEMORY.cleaner.usedBytes),
    bufferPool('direct noCleaner', THREAD_MEMORY.noCleaner.count, THREAD_MEMORY.noCleaner.usedBytes),
    {
      name: 'pooled',
      count: sum((pool) => pool.chunks().length + pool.numHugeAllocations - pool.numHugeDeallocations),
      usedBytes: sum(({ pinnedBytes }) => pinnedBytes),
      capacityBytes: sum(({ reservedBytes }) => reservedBytes),
    },
  ];
}

/** Memory that is all in use. */
export function bufferPool(name: BufferPoolName, count: number, bytes: number): BufferPool {
  return { name, count, usedBytes: bytes, capacityBytes: bytes };
}
