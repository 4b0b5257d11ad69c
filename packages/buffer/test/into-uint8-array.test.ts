import {
  type ByteBuf,
  bufferPools,
  CleanerMemory,
  NoCleanerMemory,
  PooledByteBufAllocator,
  Unpooled,
  UnpooledByteBufAllocator,
} from '@watertight/buffer';
import { expect, test } from 'vitest';
import { outcome } from './outcome.ts';

/** Three bytes in front, which have been read, and five behind, which are room. */
function filled(buffer: ByteBuf): ByteBuf {
  return buffer.writeBytes(Buffer.from('...hello')).skipBytes(3);
}

/** What has become of a buffer's memory, where `view` shows it, when its bytes have been taken. */
function taken(buffer: ByteBuf): { text: string; isMoved: boolean; refCnt: number } {
  const view = buffer.toBuffer();
  const bytes = buffer.intoUint8Array();
  return { text: Buffer.from(bytes).toString(), isMoved: view.length === 0, refCnt: buffer.refCnt };
}

const unpooled = new UnpooledByteBufAllocator();
const pooled = new PooledByteBufAllocator();
const moved = { text: 'hello', isMoved: true, refCnt: 0 };
const copied = { text: 'hello', isMoved: false, refCnt: 0 };

test.for<readonly [kind: string, make: () => ByteBuf]>([
  ['unpooled heap', () => filled(unpooled.heapBuffer(13))],
  ['unpooled direct', () => filled(unpooled.directBuffer(13))],
  [
    'cleaned direct',
    () => filled(new UnpooledByteBufAllocator({ directMemory: new CleanerMemory(64) }).directBuffer(13)),
  ],
  ['grown', () => filled(unpooled.heapBuffer(1))],
  ['copied bytes', () => Unpooled.copiedBuffer(Buffer.from('...hello')).skipBytes(3)],
  ['copied text', () => Unpooled.copiedBuffer('...hello').skipBytes(3)],
  ['a slice, which has the only reference', () => filled(unpooled.directBuffer(13)).slice()],
])('the memory of a buffer moves: %s', ([, make]) => {
  expect(taken(make())).toEqual(moved);
});

test.for<readonly [kind: string, make: () => ByteBuf]>([
  ['pooled heap', () => filled(pooled.heapBuffer(13))],
  ['pooled direct', () => filled(pooled.directBuffer(13))],
  ['pooled huge', () => filled(pooled.directBuffer(2 * 1024 * 1024))],
  ['wrapped, since whoever wrapped it has it, too', () => Unpooled.wrappedBuffer(Buffer.from('hello'))],
])("memory that is not the buffer's alone is copied: %s", ([, make]) => {
  expect(taken(make())).toEqual(copied);
});

test('memory that others have retained is copied, and stays theirs', () => {
  const buffer = filled(unpooled.directBuffer(13));
  const other = buffer.retainedSlice();
  expect(taken(buffer)).toEqual({ ...copied, refCnt: 1 });
  expect([other.toString('utf8'), other.release()]).toEqual(['hello', true]);
});

test('memory that must not be released is copied, and stays', () => {
  const buffer = filled(unpooled.directBuffer(13));
  expect(taken(Unpooled.unreleasableBuffer(buffer))).toEqual({ ...copied, refCnt: 1 });
  expect([buffer.toString('utf8'), buffer.release()]).toEqual(['hello', true]);
});

test('what lies in several pieces is copied into one', () => {
  const composite = unpooled.compositeBuffer();
  composite.addComponents(true, [Unpooled.copiedBuffer('hel'), Unpooled.copiedBuffer('lo')]);
  const bytes = composite.intoUint8Array();
  expect([Buffer.from(bytes).toString(), composite.refCnt]).toEqual(['hello', 0]);
});

test('what can only be read moves as well', () => {
  const bytes = filled(unpooled.directBuffer(13)).asReadOnly().intoUint8Array();
  expect([Buffer.from(bytes).toString(), bytes.buffer.byteLength]).toEqual(['hello', 13]);
});

test('memory that threads share is shown where it is', () => {
  const shared = new SharedArrayBuffer(16);
  const buffer = Unpooled.wrappedBuffer(new Uint8Array(shared, 4)).setIndex(1, 3);
  const { buffer: memory, byteOffset, length } = buffer.intoUint8Array();
  expect([memory === shared, byteOffset, length, buffer.refCnt]).toEqual([true, 5, 2, 0]);
});

test('nothing to read is no bytes, and the buffer is released', () => {
  const buffer = unpooled.directBuffer(13);
  expect([buffer.intoUint8Array().length, buffer.refCnt]).toEqual([0, 0]);
  expect([Unpooled.EMPTY_BUFFER.intoUint8Array().length, Unpooled.EMPTY_BUFFER.intoUint8Array().length]).toEqual([
    0, 0,
  ]);
});

test('what has moved away counts no more, for whoever counts', () => {
  const memory = new NoCleanerMemory(100);
  const allocator = new UnpooledByteBufAllocator({ directMemory: memory });
  const child = allocator.child('uploads');
  const before = bufferPools();
  for (const buffer of [allocator.directBuffer(13), allocator.heapBuffer(13), child.directBuffer(13)]) {
    filled(buffer).intoUint8Array();
  }
  expect([bufferPools(), memory.usedBytes, allocator.metric(), child.metric().usedBytes]).toEqual([
    before,
    0,
    { usedHeapMemory: 0, usedDirectMemory: 0 },
    0,
  ]);
  child.close();
});

test('a buffer whose bytes were taken cannot be read, and names who took them', () => {
  const buffer = filled(unpooled.directBuffer(13));
  buffer.intoUint8Array();
  expect(outcome(() => buffer.readByte())).toEqual({
    error: 'IllegalReferenceCountError',
    code: 'WATERTIGHT_ILLEGAL_REFERENCE_COUNT',
    message: expect.stringMatching(/^refCnt: 0\. This ByteBuf was already released at \S*into-uint8-array\.test\.ts:/),
  });
});
