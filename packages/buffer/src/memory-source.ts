import type { ByteBufAllocator } from './allocator.ts';
import type { DirectMemory } from './direct-memory.ts';
import { type MemoryBlock, WholeBlock } from './memory-block.ts';
import type { MemoryLimit } from './memory-limit.ts';

/** Where an owner's memory comes from, and what buffers on it say of themselves. */
export interface MemorySource {
  /** How reports name buffers that were made from it. */
  readonly name: string;
  /** The class of Netty's that `toString()` names. */
  readonly className: string;
  readonly isDirect: boolean;
  /** Whether views that were handed out can still reach the memory once it is freed, and it is nobody else's. */
  readonly outlivesRelease: boolean;
  /** Whether a released buffer still says what capacity it had: in Netty all do but those on the unpooled heap. */
  readonly keepsCapacity: boolean;
  /** Whether each block is an `ArrayBuffer` of its own, which nobody else sees or keeps, so that it can be given to a thread. */
  readonly isMovable: boolean;
  /** Who makes the buffers that buffers from here need: copies, room to grow. */
  readonly alloc: ByteBufAllocator;
  /**
   * Returns owned: memory that nothing else sees, which takes itself back.
   *
   * @param replacedBytes - the length of a block that will be freed as soon as it is copied, and so counts as free already.
   */
  allocate(capacityBytes: number, replacedBytes?: number): MemoryBlock;
}

/** Zeroed memory that V8 allocates, accounts for and frees. */
export function heapSource(alloc: ByteBufAllocator, usage?: MemoryLimit): MemorySource {
  return {
    name: 'unpooled heap',
    className: 'UnpooledHeapByteBuf',
    isDirect: false,
    outlivesRelease: true,
    keepsCapacity: false,
    isMovable: true,
    alloc,
    allocate: (capacityBytes) => new WholeBlock(Buffer.alloc(capacityBytes), usage),
  };
}

/** Zeroed memory in an `ArrayBuffer` of its own, never a part of Node's shared pool. */
export function directSource(alloc: ByteBufAllocator, home: DirectMemory, usage?: MemoryLimit): MemorySource {
  return {
    name: 'unpooled direct',
    className: 'UnpooledDirectByteBuf',
    isDirect: true,
    outlivesRelease: false,
    keepsCapacity: true,
    isMovable: true,
    alloc,
    allocate: (capacityBytes, replacedBytes) =>
      new WholeBlock(home.allocate(capacityBytes, replacedBytes), usage, home),
  };
}

/** The same memory with the methods of `Buffer`; copies nothing. */
export function asBuffer(bytes: ArrayBufferView): Buffer {
  // A `Buffer` as Node makes it, and nobody's class that is based on it.
  return Object.getPrototypeOf(bytes) === Buffer.prototype
    ? (bytes as Buffer)
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
