import type { ByteBufAllocator } from './allocator.ts';
import { allocate, type ByteBuf } from './byte-buf.ts';
import { MAX_CAPACITY } from './capacity.ts';
import { UNPOOLED_DIRECT, UNPOOLED_HEAP } from './memory-source.ts';

/** The capacity of a buffer that was asked for without one. */
const DEFAULT_CAPACITY = 256;

/** Gives every buffer memory of its own. Netty's class of this name. */
export class UnpooledByteBufAllocator implements ByteBufAllocator {
  /** The allocator behind `Unpooled`. */
  static get DEFAULT(): UnpooledByteBufAllocator {
    return DEFAULT;
  }

  /** A direct buffer, as Netty prefers them. Returns owned. */
  buffer(initialCapacity = DEFAULT_CAPACITY, maxCapacity = MAX_CAPACITY): ByteBuf {
    return this.directBuffer(initialCapacity, maxCapacity);
  }

  /** Returns owned. */
  heapBuffer(initialCapacity = DEFAULT_CAPACITY, maxCapacity = MAX_CAPACITY): ByteBuf {
    return allocate(UNPOOLED_HEAP, initialCapacity, maxCapacity);
  }

  /** Returns owned. */
  directBuffer(initialCapacity = DEFAULT_CAPACITY, maxCapacity = MAX_CAPACITY): ByteBuf {
    return allocate(UNPOOLED_DIRECT, initialCapacity, maxCapacity);
  }
}

const DEFAULT = new UnpooledByteBufAllocator();
