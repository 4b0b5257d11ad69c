import { type ByteBuf, Unpooled } from '@watertight/buffer';

/** Lends a buffer that nobody gives back. */
export function lend(): ByteBuf {
  return Unpooled.buffer(16);
}
