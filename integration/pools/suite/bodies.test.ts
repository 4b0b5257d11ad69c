import { setImmediate as turn } from 'node:timers/promises';
import { Unpooled } from '@watertight/buffer';
import { leakDetector } from '@watertight/leak-detector';

test('planted: the first test of a file keeps a heap buffer', () => {
  Unpooled.buffer(16).writeInt(1);
});

test('writes an integer and reads it', () => {
  const buffer = Unpooled.buffer(4).writeInt(7);
  expect(buffer.readInt()).toBe(7);
  buffer.release();
});

test.each([1, 2])('releases %i buffers around an await', async (count) => {
  const buffers = Array.from({ length: count }, () => Unpooled.buffer(8));
  await turn();
  expect(buffers.every((buffer) => buffer.release())).toBe(true);
});

test('planted: the last test of a file opens what is no buffer after an await', async () => {
  await turn();
  leakDetector.track({}, { name: 'Handle', remedy: 'Close it.' }, 'a handle of no use');
});
