import { Unpooled } from '@watertight/buffer';

test('gives back what retain took', () => {
  const buffer = Unpooled.directBuffer(16).retain();
  buffer.release();
  expect(buffer.release()).toBe(true);
});

test('planted: one retain too many', () => {
  const buffer = Unpooled.directBuffer(16).retain();
  expect(buffer.release()).toBe(false);
});

test('shares its count with a slice', () => {
  const buffer = Unpooled.buffer(16);
  expect(buffer.slice(0, 4).release()).toBe(true);
});

test('planted: a retained slice is lost', () => {
  const buffer = Unpooled.buffer(16);
  buffer.retainedSlice(0, 4);
  expect(buffer.release()).toBe(false);
});

test('releases a copy on its own', () => {
  const buffer = Unpooled.buffer(4).writeInt(1);
  const copy = buffer.copy();
  expect([buffer.release(), copy.release()]).toEqual([true, true]);
});
