import { Unpooled } from '@watertight/buffer';

test('skips itself half-way', ({ skip }) => {
  Unpooled.buffer(64);
  skip('not today');
});
