import { type ByteBuf, Unpooled } from '@watertight/buffer';

/** How many bytes a buffer of the pool has. */
const CAPACITY = 16;

/** Takes a buffer back. */
export function takeBack(buffer: ByteBuf): boolean {
  return buffer.release();
}

/** Lends a buffer that nobody gives back. */
export function lend(): ByteBuf {
  const buffer = Unpooled.buffer(CAPACITY);
  return buffer;
}
