import { type ByteBuf, Unpooled } from '@watertight/buffer';

let pool: ByteBuf | undefined;

export function sharedPool(): ByteBuf {
  pool ??= Unpooled.directBuffer(1024);
  return pool;
}
