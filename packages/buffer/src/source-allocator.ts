import type { ByteBufAllocator } from './allocator.ts';
import { type ByteBuf, root } from './byte-buf.ts';
import { calculateNewCapacity, checkCapacities, MAX_CAPACITY } from './capacity.ts';
import { CompositeByteBuf } from './composite-byte-buf.ts';
import type { MemorySource } from './memory-source.ts';
import { ownerOf } from './owner-of.ts';

/** The capacity of a buffer that was asked for without one. */
const DEFAULT_CAPACITY = 256;

/** Where an allocator's buffers get their memory from. */
export interface MemorySources {
  readonly heap: MemorySource;
  readonly direct: MemorySource;
  /** The one of the two that buffers of no special kind use. */
  readonly preferred: MemorySource;
  /** What a buffer is that may hold nothing. */
  empty(): ByteBuf;
}

/** What all allocators have in common: Netty's `AbstractByteBufAllocator`. */
export abstract class SourceAllocator implements ByteBufAllocator {
  protected readonly sources: MemorySources;

  constructor(sourcesFor: (alloc: ByteBufAllocator) => MemorySources) {
    this.sources = sourcesFor(this);
  }

  /** Returns owned. */
  buffer(initialCapacity = DEFAULT_CAPACITY, maxCapacity = MAX_CAPACITY): ByteBuf {
    return this.allocate(this.sources.preferred, initialCapacity, maxCapacity);
  }

  /** Returns owned. */
  heapBuffer(initialCapacity = DEFAULT_CAPACITY, maxCapacity = MAX_CAPACITY): ByteBuf {
    return this.allocate(this.sources.heap, initialCapacity, maxCapacity);
  }

  /** Returns owned. */
  directBuffer(initialCapacity = DEFAULT_CAPACITY, maxCapacity = MAX_CAPACITY): ByteBuf {
    return this.allocate(this.sources.direct, initialCapacity, maxCapacity);
  }

  /** A direct buffer. Returns owned. */
  ioBuffer(initialCapacity = DEFAULT_CAPACITY, maxCapacity = MAX_CAPACITY): ByteBuf {
    return this.allocate(this.sources.direct, initialCapacity, maxCapacity);
  }

  /** Returns owned. */
  compositeBuffer(maxNumComponents?: number): CompositeByteBuf {
    return new CompositeByteBuf(this.sources.preferred, maxNumComponents);
  }

  /** Returns owned. */
  compositeHeapBuffer(maxNumComponents?: number): CompositeByteBuf {
    return new CompositeByteBuf(this.sources.heap, maxNumComponents);
  }

  /** Returns owned. */
  compositeDirectBuffer(maxNumComponents?: number): CompositeByteBuf {
    return new CompositeByteBuf(this.sources.direct, maxNumComponents);
  }

  calculateNewCapacity(minNewCapacity: number, maxCapacity: number): number {
    return calculateNewCapacity(minNewCapacity, maxCapacity);
  }

  /** Returns owned. */
  protected allocate(source: MemorySource, initialCapacity: number, maxCapacity: number): ByteBuf {
    checkCapacities(initialCapacity, maxCapacity);
    return maxCapacity === 0
      ? this.sources.empty()
      : root(ownerOf(source, source.allocate(initialCapacity), initialCapacity, maxCapacity), initialCapacity);
  }
}
