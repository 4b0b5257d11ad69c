import { EventEmitter, once } from 'node:events';
import { Unpooled } from '@watertight/buffer';

const wanted = new Set<string>();
const done = new EventEmitter();

/** Starts work that goes on in the background and calls `fn` as soon as somebody waits for it. */
function start(name: string, fn: () => void) {
  const timer = setInterval(function onTick() {
    if (wanted.has(name)) {
      clearInterval(timer);
      fn();
      done.emit(name);
    }
  }, 1);
}

async function waitFor(name: string) {
  wanted.add(name);
  await once(done, name);
}

test('starts work and does not wait for it', () => {
  start('leaky', function leak() {
    Unpooled.buffer(64);
  });
});

test('is clean while that work goes on', () => waitFor('leaky'));

test('starts work that cleans up behind itself', () => {
  start('clean', () => {
    Unpooled.buffer(64).release();
  });
});

test('is clean while that work goes on, too', () => waitFor('clean'));

test('starts work for the time after all tests', () => {
  start('late', function leak() {
    Unpooled.directBuffer(32);
  });
});

afterAll(() => waitFor('late'));
