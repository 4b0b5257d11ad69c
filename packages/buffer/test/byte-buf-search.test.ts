import { Unpooled } from '@watertight/buffer';
import { expect, test } from 'vitest';

test.for([
  [31, 10],
  [32, 10],
  [33, 100],
  [1000, 10],
  [1000, 5000],
] as const)('a byte is found wherever it is in %d bytes, and not in the %d around them', ([lengthBytes, around]) => {
  using buffer = Unpooled.buffer(lengthBytes + 2 * around);
  const [start, end] = [around, around + lengthBytes];
  buffer.setByte(start - 1, 7).setByte(end, 7);
  expect([buffer.indexOf(start, end, 7), buffer.indexOf(end, start, 7)]).toEqual([-1, -1]);
  for (const index of [start, start + 20, end - 1]) {
    buffer.setByte(index, 7);
    expect([buffer.indexOf(start, end, 7), buffer.indexOf(end, start, 7)]).toEqual([index, index]);
    buffer.setByte(index, 0);
  }
  buffer.setByte(start, 7).setByte(end - 1, 7);
  expect([buffer.indexOf(start, end, 7), buffer.indexOf(end, start, 7)]).toEqual([start, end - 1]);
});
