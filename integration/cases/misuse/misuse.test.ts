import { ByteBufAllocator, Unpooled } from '@watertight/buffer';

test('releases twice', () => {
  const frame = Unpooled.buffer(64);
  frame.release();
  frame.release();
});

test('reads after the release', () => {
  const frame = Unpooled.buffer(64).writeInt(42);
  frame.release();
  frame.readInt();
});

test('writes through a view after the release', () => {
  const frame = ByteBufAllocator.DEFAULT.buffer(64).writeInt(42);
  const view = frame.toBuffer();
  frame.release();
  view.writeInt32BE(7);
});

test('is clean', () => {
  Unpooled.buffer(64).release();
});
