import { Unpooled } from '@watertight/buffer';

test('releases two turns of the event loop later', () => {
  const frame = Unpooled.buffer(64);
  setImmediate(() => setImmediate(() => frame.release()));
});

test('releases 20 ms later', () => {
  const frame = Unpooled.buffer(64);
  setTimeout(() => frame.release(), 20);
});

let releaseLate: () => void;

test('is released after its verdict', () => {
  const frame = Unpooled.buffer(64);
  releaseLate = () => frame.release();
});

test('releases what the test before it has left', () => {
  const frame = Unpooled.buffer(64);
  releaseLate();
  frame.release();
});

test('runs after that', () => {
  Unpooled.buffer(64).release();
});
