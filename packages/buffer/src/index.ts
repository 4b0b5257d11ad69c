export { type BufferPool, type BufferPoolName, bufferPools } from './buffer-pools.ts';
export type { ByteArray } from './byte-array.ts';
export { ByteBuf } from './byte-buf.ts';
export { type ByteBufHolder, DefaultByteBufHolder } from './byte-buf-holder.ts';
export { ByteBufReadable, type ByteBufReadableOptions } from './byte-buf-readable.ts';
export type { Charset } from './byte-buf-text.ts';
export { ByteBufUtil } from './byte-buf-util.ts';
export { ByteBufWritable, type ByteBufWritableOptions } from './byte-buf-writable.ts';
export { ByteProcessor } from './byte-processor.ts';
export type { ChildAllocator, ChildMetric, ChildOptions } from './child-allocator.ts';
export { CleanerMemory } from './cleaner-memory.ts';
export { CompositeByteBuf } from './composite-byte-buf.ts';
export { ByteBufAllocator } from './default-allocator.ts';
export {
  type DirectMemory,
  maxDirectMemory,
  useDirectBufferNoCleaner,
  usedDirectMemory,
} from './direct-memory.ts';
export {
  AllocatorClosedError,
  AllocatorLimitError,
  AllocatorNotEmptyError,
  DetachedMemoryError,
  IllegalArgumentError,
  IllegalReferenceCountError,
  IndexOutOfBoundsError,
  InvalidSettingError,
  OutOfDirectMemoryError,
  ReadOnlyBufferError,
  UnsupportedOperationError,
} from './errors.ts';
export { NoCleanerMemory } from './no-cleaner-memory.ts';
export type {
  PoolArenaMetric,
  PoolChunkMetric,
  PooledByteBufAllocatorMetric,
  PoolSizeClassMetric,
} from './pool-metric.ts';
export { PooledByteBufAllocator, type PooledOptions } from './pooled-allocator.ts';
export { type ProcessMemory, processMemory } from './process-memory.ts';
export type { ByteOrder, ReadOnlyByteBuf } from './read-only-byte-buf.ts';
export { ReferenceCountUtil } from './reference-count-util.ts';
export type { ReferenceCounted } from './reference-counted.ts';
export { sharedBufferPools, shareFigures } from './shared-figures.ts';
export { Unpooled, type WrapOptions } from './unpooled.ts';
export { UnpooledByteBufAllocator, type UnpooledMetric, type UnpooledOptions } from './unpooled-allocator.ts';
