import { type ByteBuf, Unpooled } from '@watertight/buffer';

function bodyOf(message: ByteBuf): ByteBuf {
  return message.retainedSlice(4, message.getInt(0));
}

export function lostSlice(): void {
  const message = Unpooled.directBuffer().writeInt(4).writeInt(42);
  bodyOf(message).getInt(0); // whose slice is it now?
  message.release();
}
