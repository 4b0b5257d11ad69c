import { type ByteBuf, Unpooled } from '@watertight/buffer';

export function lend(): ByteBuf {
  return Unpooled.buffer(64);
}
