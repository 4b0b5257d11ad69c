import { Unpooled } from '@watertight/buffer';

test('dropped at once', () => {
  Unpooled.buffer(64);
});

test('dropped after it was used', () => {
  const frame = Unpooled.directBuffer(64);
  frame.writeInt(1);
  frame.readShort();
});

test('dropped with the objects that held it', async () => {
  const holder = { frame: Unpooled.buffer(64) };
  await Promise.resolve();
  holder.frame.writeInt(1);
});
