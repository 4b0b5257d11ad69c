import { Unpooled } from '@watertight/buffer';

test('throws half-way', () => {
  Unpooled.buffer(64);
  throw new Error('thrown by the body');
});

test('fails an assertion half-way', () => {
  const frame = Unpooled.buffer(64);
  expect(frame.refCnt).toBe(2);
  frame.release();
});

test('times out half-way', async () => {
  Unpooled.buffer(64);
  await new Promise(() => {});
}, 50);

test('is clean', () => {
  Unpooled.buffer(64).release();
});
