import { Unpooled } from '@watertight/buffer';

test('declared with using', () => {
  using frame = Unpooled.buffer(64);
  frame.writeInt(1);
});

test('declared with await using', async () => {
  await using frame = Unpooled.buffer(64);
  frame.writeInt(1);
});
