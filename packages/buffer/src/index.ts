export type { ByteBufAllocator } from './allocator.ts';
export { ByteBuf } from './byte-buf.ts';
export type { Charset } from './byte-buf-text.ts';
export { IllegalArgumentError, IllegalReferenceCountError, IndexOutOfBoundsError } from './errors.ts';
export { Unpooled } from './unpooled.ts';
export { UnpooledByteBufAllocator } from './unpooled-allocator.ts';
