import type { ByteBuf } from './byte-buf.ts';
import type { CompositeByteBuf } from './composite-byte-buf.ts';

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
  /** As {@link buffer}, of the kind that input and output are fastest with. */
  ioBuffer(initialCapacity?: number, maxCapacity?: number): ByteBuf;
  /** An empty buffer that shows other buffers as one; what it allocates itself is of the preferred kind. */
  compositeBuffer(maxNumComponents?: number): CompositeByteBuf;
  compositeHeapBuffer(maxNumComponents?: number): CompositeByteBuf;
  compositeDirectBuffer(maxNumComponents?: number): CompositeByteBuf;
  /**
   * The capacity that a buffer grows to when it has to hold `minNewCapacity` bytes.
   *
   * @throws IllegalArgumentError when `minNewCapacity` is negative or exceeds `maxCapacity`.
   */
  calculateNewCapacity(minNewCapacity: number, maxCapacity: number): number;
}
