import { EventEmitter } from 'node:events';
import { Unpooled } from '@watertight/buffer';

test('planted: in a timer, while the test waits for it', async () => {
  await new Promise<void>((resolve) => {
    setTimeout(() => {
      Unpooled.buffer(16);
      resolve();
    }, 5);
  });
});

test('releases in a microtask', async () => {
  const buffer = Unpooled.buffer(16);
  expect(await Promise.resolve().then(() => buffer.release())).toBe(true);
});

test('releases in a timer that outlives the test', () => {
  const buffer = Unpooled.buffer(16);
  setTimeout(() => buffer.release(), 10);
});

test('planted: in the listener of an emitter', () => {
  const frames = new EventEmitter();
  frames.on('frame', (lengthBytes: number) => Unpooled.wrappedBuffer(new Uint8Array(lengthBytes)));
  expect(frames.emit('frame', 16)).toBe(true);
});

test('releases in parallel', async () => {
  const release = async (): Promise<boolean> => Unpooled.buffer(16).release();
  expect(await Promise.all([release(), release()])).toEqual([true, true]);
});
