import { Unpooled } from '@watertight/buffer';

// The longest file of the two, because runners that know no durations yet start with it.
test('leaks', () => {
  Unpooled.buffer(64);
});

test('is clean, though the test before it leaked', () => {
  Unpooled.buffer(64).release();
});

test('opens nothing', async () => {
  await new Promise((resolve) => setImmediate(resolve));
});
