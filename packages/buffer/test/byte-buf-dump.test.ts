import { inspect } from 'node:util';
import { Unpooled } from '@watertight/buffer';
import { expect, test } from 'vitest';

test('toString describes a buffer as Netty does', () => {
  using unbounded = Unpooled.directBuffer(64).writeInt(1).skipBytes(1);
  using bounded = Unpooled.buffer(8, 16);
  expect(String(unbounded)).toBe('UnpooledDirectByteBuf(ridx: 1, widx: 4, cap: 64)');
  expect(String(bounded)).toBe('UnpooledHeapByteBuf(ridx: 0, widx: 0, cap: 8/16)');
  expect(String(bounded.slice(2, 4))).toBe(
    'UnpooledSlicedByteBuf(ridx: 0, widx: 4, cap: 4/4, unwrapped: UnpooledHeapByteBuf(ridx: 0, widx: 0, cap: 8/16))',
  );
  expect(String(unbounded.duplicate().skipBytes(2))).toBe(
    'UnpooledDuplicatedByteBuf(ridx: 3, widx: 4, cap: 64, unwrapped: UnpooledDirectByteBuf(ridx: 1, widx: 4, cap: 64))',
  );
  expect(String(Unpooled.EMPTY_BUFFER)).toBe('EmptyByteBufBE');
});

test('a console shows count and first bytes', () => {
  using buffer = Unpooled.buffer(64).writeInt(12).retain();
  buffer.writeCharSequence('hello world!');
  expect(inspect(buffer)).toBe(
    "UnpooledHeapByteBuf(ridx: 0, widx: 16, cap: 64) { refCnt: 2, content: '00 00 00 0c 68 65 6c 6c 6f 20 77 6f  ....hello wo' }",
  );
  expect(inspect(buffer.slice(4, 0))).toContain("content: ''");
  buffer.release();
});

test('a console shows of a released buffer that it is', () => {
  const buffer = Unpooled.buffer();
  buffer.release();
  expect(inspect(buffer)).toBe('UnpooledHeapByteBuf(freed)');
});
