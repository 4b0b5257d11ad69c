import type { ByteBuf } from './byte-buf.ts';

/** Makes buffers. Each of its methods returns owned, and takes the capacities in bytes. */
export interface ByteBufAllocator {
  /**
   * A buffer of the kind that this allocator prefers.
   *
   * @throws IllegalArgumentError unless 0 <= `initialCapacity` <= `maxCapacity` <= 2^31 - 1, in whole numbers.
   */
  buffer(initialCapacity?: number, maxCapacity?: number): ByteBuf;
  /** As {@link buffer}, in memory that V8 manages. */
  heapBuffer(initialCapacity?: number, maxCapacity?: number): ByteBuf;
  /** As {@link buffer}, in memory outside V8's heap. */
  directBuffer(initialCapacity?: number, maxCapacity?: number): ByteBuf;
}
