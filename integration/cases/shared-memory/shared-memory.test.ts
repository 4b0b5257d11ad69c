import { type ByteBuf, Unpooled } from '@watertight/buffer';

function keep(frame: ByteBuf): void {
  frame.retain();
}

function peek(frame: ByteBuf): number {
  frame.retain();
  const first = frame.getByte(0);
  frame.release();
  return first;
}

function sliceOf(frame: ByteBuf, index: number): ByteBuf {
  return frame.retainedSlice(index, 2);
}

function duplicateOf(frame: ByteBuf): ByteBuf {
  return frame.retainedDuplicate();
}

test('one retain too many', () => {
  const frame = Unpooled.buffer(64);
  keep(frame);
  frame.release();
});

test('one retain too many in the function that creates and releases', () => {
  const frame = Unpooled.buffer(64);
  frame.retain();
  frame.release();
});

test('a borrower that gave back, an owner that did not', () => {
  const frame = Unpooled.buffer(64);
  peek(frame);
});

test('a lost retainedSlice', () => {
  const frame = Unpooled.buffer(64).writeInt(1);
  sliceOf(frame, 0);
  frame.release();
});

test('a lost retainedDuplicate', () => {
  const frame = Unpooled.buffer(64).writeInt(1);
  duplicateOf(frame);
  frame.release();
});

test('two lost views of one memory', () => {
  const frame = Unpooled.buffer(64).writeInt(1);
  sliceOf(frame, 0);
  sliceOf(frame, 2);
  frame.release();
});

test('views that are all given back', () => {
  const frame = Unpooled.buffer(64).writeInt(1);
  frame.slice(0, 2);
  frame.duplicate();
  sliceOf(frame, 0).release();
  frame.release();
});
