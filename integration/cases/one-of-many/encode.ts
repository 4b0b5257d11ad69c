import { type ByteBuf, Unpooled } from '@watertight/buffer';

export function encode(value: number): ByteBuf {
  return Unpooled.buffer(16).writeInt(value);
}

export function write(frame: ByteBuf): void {
  frame.release();
}
