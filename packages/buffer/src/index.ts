export type { ByteBufAllocator } from './allocator.ts';
export { ByteBuf } from './byte-buf.ts';
export type { ByteArray } from './byte-buf-bytes.ts';
export { type ByteBufHolder, DefaultByteBufHolder } from './byte-buf-holder.ts';
export { ByteBufReadable, type ByteBufReadableOptions } from './byte-buf-readable.ts';
export type { Charset } from './byte-buf-text.ts';
export { ByteBufUtil } from './byte-buf-util.ts';
export { ByteBufWritable, type ByteBufWritableOptions } from './byte-buf-writable.ts';
export { ByteProcessor } from './byte-processor.ts';
export { CompositeByteBuf } from './composite-byte-buf.ts';
export {
  DetachedMemoryError,
  IllegalArgumentError,
  IllegalReferenceCountError,
  IndexOutOfBoundsError,
  ReadOnlyBufferError,
  UnsupportedOperationError,
} from './errors.ts';
export type { ByteOrder, ReadOnlyByteBuf } from './read-only-byte-buf.ts';
export { ReferenceCountUtil } from './reference-count-util.ts';
export type { ReferenceCounted } from './reference-counted.ts';
export { Unpooled } from './unpooled.ts';
export { UnpooledByteBufAllocator, type UnpooledMetric } from './unpooled-allocator.ts';
