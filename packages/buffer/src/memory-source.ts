/** Where an owner's memory comes from, and what buffers on it say of themselves. */
export interface MemorySource {
  /** How reports name buffers that were made from it. */
  readonly name: string;
  /** The class of Netty's that `toString()` names. */
  readonly className: string;
  readonly isDirect: boolean;
  /** Returns owned: zeroed memory that nothing else sees. */
  allocate(capacityBytes: number): Buffer;
}

/** Memory that V8 allocates, accounts for and frees. */
export const UNPOOLED_HEAP: MemorySource = {
  name: 'unpooled heap',
  className: 'UnpooledHeapByteBuf',
  isDirect: false,
  allocate: (capacityBytes) => Buffer.alloc(capacityBytes),
};

/** Memory in an `ArrayBuffer` of its own, never a part of Node's shared pool. */
export const UNPOOLED_DIRECT: MemorySource = {
  name: 'unpooled direct',
  className: 'UnpooledDirectByteBuf',
  isDirect: true,
  allocate: (capacityBytes) => Buffer.from(new ArrayBuffer(capacityBytes)),
};

/** The same memory with the methods of `Buffer`; copies nothing. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
