import { type ByteBuf, Unpooled } from '@watertight/buffer';

/** Reads the length that a frame begins with. */
function lengthOf(frame: ByteBuf): number {
  const header = frame.readBytes(4); // a copy, which is ours
  return header.getInt(0);
}

export function forgottenRelease(): void {
  const frame = Unpooled.buffer().writeInt(5).writeInt(42);
  lengthOf(frame);
  frame.release();
}
