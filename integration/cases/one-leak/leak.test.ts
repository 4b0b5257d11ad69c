import { Unpooled } from '@watertight/buffer';

test('leaks', () => {
  Unpooled.buffer(64);
});

test('is clean', () => {
  Unpooled.buffer(64).release();
});
