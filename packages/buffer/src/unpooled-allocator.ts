import type { ByteBufAllocator } from './allocator.ts';
import { type ByteBuf, root } from './byte-buf.ts';
import { calculateNewCapacity, checkCapacities, MAX_CAPACITY } from './capacity.ts';
import { CompositeByteBuf } from './composite-byte-buf.ts';
import { DIRECT_MEMORY, type DirectMemory } from './direct-memory.ts';
import type { MemoryUsage } from './memory-block.ts';
import { MemoryOwner, permanentOwner } from './memory-owner.ts';
import { directSource, heapSource, type MemorySource } from './memory-source.ts';

/** The capacity of a buffer that was asked for without one. */
const DEFAULT_CAPACITY = 256;

export interface UnpooledOptions {
  /** Whether the buffers of `buffer` and `compositeBuffer` are direct. Default: true. */
  readonly preferDirect?: boolean;
  /** Where the memory of direct buffers comes from. Default: what this thread's allocators share. */
  readonly directMemory?: DirectMemory;
}

/** What an allocator has given away and not got back, in bytes. */
export interface UnpooledMetric {
  readonly usedHeapMemory: number;
  readonly usedDirectMemory: number;
}

/** Gives every buffer memory of its own. Netty's class of this name. */
export class UnpooledByteBufAllocator implements ByteBufAllocator {
  /** The allocator behind `Unpooled`. */
  static get DEFAULT(): UnpooledByteBufAllocator {
    return DEFAULT;
  }

  readonly #heapUsage: MemoryUsage = { usedBytes: 0 };
  readonly #directUsage: MemoryUsage = { usedBytes: 0 };
  readonly #heap = heapSource(this, this.#heapUsage);
  readonly #direct: MemorySource;
  readonly #preferred: MemorySource;

  constructor({ preferDirect = true, directMemory = DIRECT_MEMORY }: UnpooledOptions = {}) {
    this.#direct = directSource(this, directMemory, this.#directUsage);
    this.#preferred = preferDirect ? this.#direct : this.#heap;
  }

  /** Returns owned. */
  buffer(initialCapacity = DEFAULT_CAPACITY, maxCapacity = MAX_CAPACITY): ByteBuf {
    return allocate(this.#preferred, initialCapacity, maxCapacity);
  }

  /** Returns owned. */
  heapBuffer(initialCapacity = DEFAULT_CAPACITY, maxCapacity = MAX_CAPACITY): ByteBuf {
    return allocate(this.#heap, initialCapacity, maxCapacity);
  }

  /** Returns owned. */
  directBuffer(initialCapacity = DEFAULT_CAPACITY, maxCapacity = MAX_CAPACITY): ByteBuf {
    return allocate(this.#direct, initialCapacity, maxCapacity);
  }

  /** A direct buffer. Returns owned. */
  ioBuffer(initialCapacity = DEFAULT_CAPACITY, maxCapacity = MAX_CAPACITY): ByteBuf {
    return allocate(this.#direct, initialCapacity, maxCapacity);
  }

  /** Returns owned. */
  compositeBuffer(maxNumComponents?: number): CompositeByteBuf {
    return new CompositeByteBuf(this.#preferred, maxNumComponents);
  }

  /** Returns owned. */
  compositeHeapBuffer(maxNumComponents?: number): CompositeByteBuf {
    return new CompositeByteBuf(this.#heap, maxNumComponents);
  }

  /** Returns owned. */
  compositeDirectBuffer(maxNumComponents?: number): CompositeByteBuf {
    return new CompositeByteBuf(this.#direct, maxNumComponents);
  }

  calculateNewCapacity(minNewCapacity: number, maxCapacity: number): number {
    return calculateNewCapacity(minNewCapacity, maxCapacity);
  }

  /** The memory of this allocator's buffers that are not released; of composites, only what they allocated themselves. */
  metric(): UnpooledMetric {
    return { usedHeapMemory: this.#heapUsage.usedBytes, usedDirectMemory: this.#directUsage.usedBytes };
  }
}

const DEFAULT = new UnpooledByteBufAllocator();

/** The buffer without bytes: nobody has to release it, and it is what empty results are. */
export const EMPTY_BUFFER: ByteBuf = root(permanentOwner(heapSource(DEFAULT)));

/** A new buffer of zeroed memory from `source`. Returns owned. */
function allocate(source: MemorySource, initialCapacity: number, maxCapacity: number): ByteBuf {
  checkCapacities(initialCapacity, maxCapacity);
  if (maxCapacity === 0) {
    return EMPTY_BUFFER;
  }
  return root(new MemoryOwner(source, source.allocate(initialCapacity), initialCapacity, maxCapacity));
}
