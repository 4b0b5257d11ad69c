import { inspect } from 'node:util';
import { type ByteBuf, DefaultByteBufHolder, ReferenceCountUtil, Unpooled } from '@watertight/buffer';
import { expect, test } from 'vitest';

class Frame extends DefaultByteBufHolder {
  readonly opcode: number;

  constructor(opcode: number, content: ByteBuf) {
    super(content);
    this.opcode = opcode;
  }

  override replace(content: ByteBuf): Frame {
    return new Frame(this.opcode, content);
  }
}

const text = (content: string): ByteBuf => Unpooled.copiedBuffer(content);

test('a holder shares the count of its content', () => {
  const content = text('abc');
  const holder = new DefaultByteBufHolder(content);
  expect([holder.content(), holder.refCnt]).toEqual([content, 1]);
  expect([holder.retain(), holder.retain(2), holder.touch('here'), content.refCnt]).toEqual([
    holder,
    holder,
    holder,
    4,
  ]);
  expect([holder.release(), holder.release(2), ReferenceCountUtil.release(holder), holder.refCnt]).toEqual([
    false,
    false,
    true,
    0,
  ]);
  expect(() => holder.content()).toThrow(/^refCnt: 0\. This ByteBuf was already released/);
});

test('copies and duplicates are of the class that replaces', () => {
  using frame = new Frame(7, text('abc'));
  using copy: Frame = frame.copy();
  using retained: Frame = frame.retainedDuplicate();
  using replaced = frame.replace(text('xyz'));
  const duplicate: Frame = frame.duplicate();
  duplicate.content().setByte(0, 0x7a).skipBytes(1);
  expect([copy, retained, replaced, duplicate].map((made) => [made.opcode, made.content().toString('utf8')])).toEqual([
    [7, 'abc'],
    [7, 'zbc'],
    [7, 'xyz'],
    [7, 'bc'],
  ]);
  expect([frame.refCnt, copy.refCnt, replaced.refCnt, frame.content().readerIndex]).toEqual([2, 1, 1, 0]);
});

test('holders of one class are equal by content', () => {
  using holder = new DefaultByteBufHolder(text('abc'));
  using same = holder.copy();
  using other = new DefaultByteBufHolder(text('abd'));
  using frame = new Frame(1, text('abc'));
  expect([holder, same, other, frame, 'abc', null].map((value) => holder.equals(value))).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
  expect([frame.equals(holder), holder.hashCode() === same.hashCode()]).toEqual([false, true]);
});

test('a holder is described by its content', () => {
  const frame = new Frame(1, text('abc'));
  expect(String(frame)).toBe(`Frame(${frame.content()})`);
  expect(inspect(frame)).toBe(`Frame(${inspect(frame.content())})`);
  frame.release();
  expect([String(frame), inspect(frame)]).toEqual([
    'Frame(UnpooledHeapByteBuf(freed))',
    'Frame(UnpooledHeapByteBuf(freed))',
  ]);
});

test('a using declaration releases', () => {
  const content = text('abc');
  {
    using holder = new DefaultByteBufHolder(content);
    expect(holder.refCnt).toBe(1);
  }
  expect(content.refCnt).toBe(0);
});
