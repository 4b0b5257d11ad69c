import { Unpooled } from '@watertight/buffer';

test('is clean, in the next file', () => {
  Unpooled.buffer(64).release();
});
