import { expect, test } from '@jest/globals';
import { Unpooled } from '@watertight/buffer';

test('leaks', () => {
  Unpooled.buffer(64);
});

test('has the matchers, with their types', async () => {
  const frame = Unpooled.buffer(64);
  expect(frame).toHaveRefCnt(1);
  frame.release();
  expect(frame).toBeReleased();
  await expect(Promise.resolve(frame)).resolves.toBeReleased();
});
