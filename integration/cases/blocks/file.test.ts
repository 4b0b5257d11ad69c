import { Unpooled } from '@watertight/buffer';

beforeAll(async () => {
  await Promise.resolve();
  Unpooled.buffer(64);
});

test('is clean, though its file is not', () => {
  Unpooled.buffer(64).release();
});
