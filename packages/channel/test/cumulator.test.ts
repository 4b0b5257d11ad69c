import { type ByteBuf, CompositeByteBuf, Unpooled, UnpooledByteBufAllocator } from '@watertight/buffer';
import { COMPOSITE_CUMULATOR, type Cumulator, MERGE_CUMULATOR } from '@watertight/channel';
import { describe, expect, test } from 'vitest';
import { outcome } from './outcome.ts';

const ALLOC = UnpooledByteBufAllocator.DEFAULT;

const text = (content: string): ByteBuf => Unpooled.copiedBuffer(content);

describe.for<[name: string, cumulator: Cumulator]>([
  ['merging', MERGE_CUMULATOR],
  ['composing', COMPOSITE_CUMULATOR],
])('%s', ([, cumulate]) => {
  test('puts what has come behind what is left', () => {
    const cumulation = text('xabc').skipBytes(1);
    const input = text('yde').skipBytes(1);
    using both = cumulate(ALLOC, cumulation, input);
    expect(both.toString('utf8')).toBe('abcde');
    using more = cumulate(ALLOC, both.retain(), text('f'));
    expect(more.toString('utf8')).toBe('abcdef');
  });

  test('takes what has come for what is left when that is nothing', () => {
    const cumulation = text('x').skipBytes(1);
    using input = text('abc');
    expect([cumulate(ALLOC, cumulation, input), cumulation.refCnt, input.refCnt]).toEqual([input, 0, 1]);
  });

  test('leaves bytes alone that others look at', () => {
    const cumulation = text('abc');
    using frame = cumulation.readRetainedSlice(2);
    using both = cumulate(ALLOC, cumulation, text('x'.repeat(100)));
    expect([frame.toString('utf8'), both.readableBytes]).toEqual(['ab', 101]);
  });

  test('does not write to what can only be read', () => {
    const cumulation = text('abc').asReadOnly() as unknown as ByteBuf;
    using both = cumulate(ALLOC, cumulation, text('d'));
    expect(both.toString('utf8')).toBe('abcd');
  });

  test('releases both when it fails', () => {
    const cumulation = text('abc');
    const input = text('d');
    input.release();
    expect(outcome(() => cumulate(ALLOC, cumulation, input))).toMatch(/^WATERTIGHT_ILLEGAL_REFERENCE_COUNT: refCnt: 0/);
    expect(cumulation.refCnt).toBe(0);
  });
});

test('merging copies composites, composing copies nothing', () => {
  const composite = (): ByteBuf => Unpooled.compositeBuffer().addComponents(true, [text('a'), text('b')]);
  using merged = MERGE_CUMULATOR(ALLOC, Unpooled.EMPTY_BUFFER, composite());
  using composed = COMPOSITE_CUMULATOR(ALLOC, text('x'), composite());
  expect([merged.isContiguous(), composed instanceof CompositeByteBuf && composed.numComponents]).toEqual([true, 3]);
});
