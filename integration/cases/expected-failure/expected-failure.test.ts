import { Unpooled } from '@watertight/buffer';

/** Vitest's name for it, or Jest's. */
const failing: (name: string, fn: () => void) => void = Reflect.get(test, 'fails') ?? Reflect.get(test, 'failing');

failing('throws as expected, without a leak', () => {
  Unpooled.buffer(64).release();
  throw new Error('not yet');
});

failing('throws as expected, and leaks', () => {
  Unpooled.buffer(64);
  throw new Error('not yet');
});

failing('leaks instead of throwing', () => {
  Unpooled.buffer(64);
});

failing('throws as expected after those, without a leak', () => {
  throw new Error('not yet');
});
