import { Unpooled } from '@watertight/buffer';

test('leaks and leaves fake timers on', () => {
  vi.useFakeTimers();
  Unpooled.buffer(64);
});

test('is clean under the fake timers of the test before', () => {
  Unpooled.buffer(64).release();
});

test('releases in a fake timer that it runs', () => {
  const frame = Unpooled.buffer(64);
  setTimeout(() => frame.release(), 60_000);
  vi.runAllTimers();
});

test('leaks what a fake timer would have released', () => {
  const frame = Unpooled.buffer(64);
  setTimeout(() => frame.release(), 60_000);
});
