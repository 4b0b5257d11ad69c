import { Unpooled } from '@watertight/buffer';

test('encodes', () => {
  Unpooled.buffer(16).writeInt(1);
});
