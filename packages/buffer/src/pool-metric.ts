/** What a pool has reserved, in bytes, and where the details are. Netty's class of this name. */
export interface PooledByteBufAllocatorMetric {
  /** Chunks and huge buffers, whether anything lies in them or not. What buffers lie in is `pinnedHeapMemory()`. */
  readonly usedHeapMemory: number;
  /** As `usedHeapMemory`; see `pinnedDirectMemory()`. */
  readonly usedDirectMemory: number;
  /** The size of the largest chunk, and of the largest buffer whose memory is kept when it is released. */
  readonly chunkSize: number;
  /** One for each kind of memory: a worker thread has a pool of its own. */
  readonly heapArena: PoolArenaMetric;
  readonly directArena: PoolArenaMetric;
}

/**
 * What one kind of a pool's memory is used for, as of now. A small buffer has less than four pages, a normal one up to eight, a
 * huge one more. Netty's class of this name.
 */
export interface PoolArenaMetric {
  /** Chunks and huge buffers, whether anything lies in them or not. Netty's `numActiveBytes`. */
  readonly reservedBytes: number;
  /** What buffers lie in that are not released, each rounded up to its size class. */
  readonly pinnedBytes: number;
  readonly numAllocations: number;
  readonly numDeallocations: number;
  readonly numActiveAllocations: number;
  readonly numSmallAllocations: number;
  readonly numSmallDeallocations: number;
  readonly numNormalAllocations: number;
  readonly numNormalDeallocations: number;
  readonly numHugeAllocations: number;
  readonly numHugeDeallocations: number;
  /** Those of small buffers, the smallest first. */
  sizeClasses(): readonly PoolSizeClassMetric[];
  chunks(): readonly PoolChunkMetric[];
}

/** Buffers of one size. Netty has a `PoolSubpageMetric` for each subpage. */
export interface PoolSizeClassMetric {
  /** In bytes. */
  readonly elementSize: number;
  readonly numAllocations: number;
  readonly numDeallocations: number;
  readonly numActiveAllocations: number;
  /** Pages in equal parts of that size, which need not be in use. */
  readonly numSubpages: number;
}

/** One piece of memory that buffers lie in. Netty's class of this name. */
export interface PoolChunkMetric {
  /** In bytes. */
  readonly chunkSize: number;
  readonly freeBytes: number;
  /** How much of it is in use, in percent. */
  readonly usage: number;
}
