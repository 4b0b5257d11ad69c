import type { ByteBufAllocator } from './allocator.ts';

/** Where an owner's memory comes from, and what buffers on it say of themselves. */
export interface MemorySource {
  /** How reports name buffers that were made from it. */
  readonly name: string;
  /** The class of Netty's that `toString()` names. */
  readonly className: string;
  readonly isDirect: boolean;
  /** Who makes the buffers that buffers from here need: copies, room to grow. */
  readonly alloc: ByteBufAllocator;
  /** Returns owned: zeroed memory that nothing else sees. */
  allocate(capacityBytes: number): Buffer;
  /** Takes back what `allocate` gave; nobody looks at it any more. */
  free(memory: Buffer): void;
}

/** Memory that V8 allocates, accounts for and frees. */
export function heapSource(alloc: ByteBufAllocator): MemorySource {
  return {
    name: 'unpooled heap',
    className: 'UnpooledHeapByteBuf',
    isDirect: false,
    alloc,
    allocate: (capacityBytes) => Buffer.alloc(capacityBytes),
    free: () => undefined,
  };
}

/** Memory in an `ArrayBuffer` of its own, never a part of Node's shared pool. */
export function directSource(alloc: ByteBufAllocator): MemorySource {
  return {
    name: 'unpooled direct',
    className: 'UnpooledDirectByteBuf',
    isDirect: true,
    alloc,
    allocate: (capacityBytes) => Buffer.from(new ArrayBuffer(capacityBytes)),
    free: () => undefined,
  };
}

/** The same memory with the methods of `Buffer`; copies nothing. */
export function asBuffer(bytes: ArrayBufferView): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
