import { test } from '@jest/globals';
import { Unpooled } from '@watertight/buffer';

test('leaks before it calls back', (done) => {
  setTimeout(() => {
    Unpooled.buffer(64);
    done();
  }, 1);
});

test('releases before it calls back', (done) => {
  const frame = Unpooled.buffer(64);
  setTimeout(() => {
    frame.release();
    done();
  }, 1);
});
