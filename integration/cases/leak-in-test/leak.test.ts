import { EventEmitter } from 'node:events';
import { Unpooled } from '@watertight/buffer';

test('in the body', () => {
  Unpooled.buffer(64);
});

test('after an await', async () => {
  await Promise.resolve();
  Unpooled.buffer(64).writeInt(1);
});

test('in a timer', async () => {
  await new Promise<void>((resolve) => {
    setTimeout(function onTimeout() {
      Unpooled.buffer(64);
      resolve();
    }, 1);
  });
});

test('in a promise', async () => {
  await Promise.resolve().then(function onFulfilled() {
    Unpooled.buffer(64);
  });
});

test('in a microtask', async () => {
  queueMicrotask(function onMicrotask() {
    Unpooled.buffer(64);
  });
  await Promise.resolve();
});

test('in the callback of an emitter', () => {
  const emitter = new EventEmitter();
  emitter.on('frame', function onFrame() {
    Unpooled.buffer(64);
  });
  emitter.emit('frame');
});

test('two of them', () => {
  Unpooled.buffer(64);
  Unpooled.directBuffer(32);
});

test('in a function that the test calls', () => {
  encode(7).touch('encoded');
});

test('none', () => {
  encode(7).release();
});

function encode(value: number) {
  const frame = Unpooled.buffer(64);
  frame.writeInt(value);
  return frame;
}
