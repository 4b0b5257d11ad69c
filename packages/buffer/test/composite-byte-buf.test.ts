import { type ByteBuf, CompositeByteBuf, Unpooled } from '@watertight/buffer';
import { formatReport } from '@watertight/leak-detector';
import { expect, test } from 'vitest';
import { hexOf, indices } from './contract/lent-buffer.ts';
import { atLevel } from './detection.ts';
import { illegalArgument, outcome, outOfBounds } from './outcome.ts';

/** A buffer of these bytes, which are readable. */
const of = (...bytes: readonly number[]): ByteBuf => Unpooled.copiedBuffer(Uint8Array.from(bytes));

const hex = (buffer: ByteBuf): string => hexOf(buffer, 0, buffer.capacity);

const counts = (buffers: readonly ByteBuf[]): readonly number[] => buffers.map(({ refCnt }) => refCnt);

test('components are one buffer, which moves its writer index only if told to', () => {
  using composite = Unpooled.compositeBuffer();
  composite.addComponent(of(1, 2)).addComponent(true, of(3)).addComponent(0, of(0)).addComponent(true, 1, of(9, 9));
  expect([hex(composite), indices(composite), composite.numComponents]).toEqual(['000909010203', [0, 3], 4]);
  expect([0, 1, 2, 3].map((index) => composite.toByteIndex(index))).toEqual([0, 1, 3, 5]);
  expect([0, 2, 4, 5].map((index) => composite.toComponentIndex(index))).toEqual([0, 1, 2, 3]);
});

test('a component is what was readable when it was added, whatever becomes of its indices', () => {
  const part = of(1, 2, 3).skipBytes(1);
  using composite = Unpooled.compositeBuffer().addComponent(true, part);
  part.clear();
  expect([hex(composite), composite.component(0).capacity, hex(composite.internalComponent(0))]).toEqual([
    '0203',
    3,
    '0203',
  ]);
  composite.setByte(0, 7);
  expect(part.getByte(1)).toBe(7);
});

test('what is added is taken, also where adding fails', () => {
  const [first, dead, last, other] = [of(1), of(2), of(3), of(4)];
  dead.release();
  const composite = Unpooled.compositeBuffer();
  expect(() => composite.addComponents(true, [first, dead, last])).toThrow(/^refCnt: 0/);
  expect([counts([first, last]), composite.numComponents, indices(composite)]).toEqual([[1, 0], 1, [0, 1]]);
  expect(outcome(() => composite.addComponent(5, other))).toEqual(
    outOfBounds('cIndex: 5 (expected: >= 0 && <= numComponents(1))'),
  );
  expect([composite.release(), counts([first, other])]).toEqual([true, [0, 0]]);
});

test('null ends a list, and what comes after it is released', () => {
  const [first, last] = [of(1), of(2)];
  using composite = Unpooled.compositeBuffer().addComponents([first, null, last]);
  expect([composite.numComponents, counts([first, last])]).toEqual([1, [1, 0]]);
});

test('a composite is not its own component', () => {
  const composite = Unpooled.compositeBuffer().addComponent(true, of(1));
  composite.retain();
  expect(outcome(() => composite.addComponent(composite))).toEqual(
    illegalArgument(`buffer: ${composite} (expected: another buffer than the composite)`),
  );
  expect(composite.release()).toBe(true);
});

test('removing gives the reference back and moves indices into the capacity', () => {
  const [first, second] = [of(1, 2, 3), of(4)];
  using composite = Unpooled.compositeBuffer().addComponents(true, [first, second]).setIndex(2, 4);
  expect([composite.removeComponent(0) === composite, counts([first, second]), indices(composite)]).toEqual([
    true,
    [0, 1],
    [1, 1],
  ]);
  expect(outcome(() => composite.removeComponents(0, 2))).toEqual(
    outOfBounds(
      'cIndex: 0, numComponents: 2 (expected: cIndex >= 0 && cIndex + numComponents <= totalNumComponents(1))',
    ),
  );
});

test('too many components become one', () => {
  using composite = Unpooled.compositeBuffer(2);
  const parts = [of(1), of(2), of(3)];
  composite.addComponents(true, parts);
  expect([composite.numComponents, hex(composite), counts(parts)]).toEqual([1, '010203', [0, 0, 0]]);
  expect(hex(composite.addComponent(of(4)).consolidate())).toBe('01020304');
});

test('of a composite that is flattened, the readable parts are added, and the composite is released', () => {
  const [first, second, third] = [of(1, 2), of(3, 4), of(5)];
  const source = Unpooled.compositeBuffer().addComponents(true, [first, second, third]).setIndex(1, 3);
  using composite = Unpooled.compositeBuffer().addFlattenedComponents(true, source);
  expect([hex(composite), composite.numComponents, indices(composite)]).toEqual(['0203', 2, [0, 2]]);
  expect([source.refCnt, ...counts([first, second, third])]).toEqual([0, 1, 1, 0]);
});

test('what has been read can be given back, by component or by byte', () => {
  const parts = [of(1, 2), of(3, 4), of(5, 6)];
  using composite = Unpooled.compositeBuffer().addComponents(true, parts);
  composite.skipBytes(3).markReaderIndex().discardReadComponents();
  expect([hex(composite), indices(composite), counts(parts)]).toEqual(['03040506', [1, 4], [0, 1, 1]]);
  expect([hex(composite.discardReadBytes()), indices(composite)]).toEqual(['040506', [0, 3]]);
  expect(indices(composite.skipBytes(3).discardReadBytes())).toEqual([0, 0]);
  expect([composite.numComponents, ...counts(parts)]).toEqual([0, 0, 0, 0]);
});

test('the capacity grows by a component and shrinks by whole and half ones', () => {
  const parts = [of(1, 2), of(3, 4)];
  using composite = Unpooled.compositeBuffer().addComponents(true, parts);
  composite.capacity = 6;
  expect([hex(composite), composite.numComponents]).toEqual(['010203040000', 3]);
  composite.capacity = 1;
  expect([hex(composite), indices(composite), counts(parts)]).toEqual(['01', [0, 1], [1, 0]]);
  expect([composite.writeLong(-1n).capacity, hexOf(composite, 0, 9)]).toEqual([64, '01ffffffffffffffff']);
});

test('components are shown as views, each and in ranges', () => {
  using composite = Unpooled.compositeBuffer().addComponents(true, [of(1, 2), of(3), of(4, 5)]);
  expect([...composite].map(hex)).toEqual(['0102', '03', '0405']);
  expect(composite.decompose(1, 3).map(hex)).toEqual(['02', '03', '04']);
  expect(composite.toBuffers(1, 3).map((piece) => piece.toString('hex'))).toEqual(['02', '03', '04']);
  expect([composite.decompose(2, 0), composite.isContiguous(), composite.componentAtOffset(3).capacity]).toEqual([
    [],
    false,
    2,
  ]);
});

test('a component that somebody else releases or grows is noticed at once, by whatever is on it', () => {
  const part = Unpooled.buffer(4).writeInt(0x01020304);
  const outer: ByteBuf[] = [];
  const inner = Unpooled.compositeBuffer().addComponents(true, [part, of(5, 6, 7, 8)]);
  outer.push(Unpooled.compositeBuffer().addComponent(true, inner.retain()), inner);
  for (const composite of outer) {
    expect(composite.getInt(0)).toBe(0x01020304);
  }
  part.capacity = 8;
  part.setInt(0, 0x0a0b0c0d);
  for (const composite of outer) {
    expect([composite.getInt(0), composite.getInt(2)]).toEqual([0x0a0b0c0d, 0x0c0d0506]);
  }
  part.retain().release(2);
  for (const composite of outer) {
    expect(() => composite.getInt(0)).toThrow(/^refCnt: 0/);
    expect(composite.getInt(4)).toBe(0x05060708);
  }
  expect(() => outer[0]?.release()).not.toThrow();
  expect(() => inner.release()).toThrow(/^refCnt: 0, decrement: 1/);
});

test('a number across components is written whole or not at all', () => {
  const locked = of(3, 4);
  using composite = Unpooled.compositeBuffer().addComponents(true, [of(1, 2), locked.asReadOnly() as ByteBuf]);
  expect(() => composite.setInt(0, 0)).toThrow(/can only be read/);
  expect(() => Reflect.apply(composite.setLong, composite, [0, 1])).toThrow(RangeError);
  expect([hex(composite), hex(composite.setByte(0, 9))]).toEqual(['01020304', '09020304']);
});

test('a number that was refused is not written later', () => {
  const part = of(1, 2);
  using composite = Unpooled.compositeBuffer().addComponents(true, [part, of(3, 4)]);
  expect(() => Reflect.apply(composite.setInt, composite, [0, '5'])).toThrow('(expected: a number, given: string)');
  part.setByte(0, 9);
  expect(hex(composite.setZero(4, 0))).toBe('09020304');
});

test('several buffers are wrapped as one that owns them', () => {
  const parts = [of(), of(1), of(2, 3)];
  const wrapped = Unpooled.wrappedBuffer([...parts, Uint8Array.of(4)]);
  expect([wrapped instanceof CompositeByteBuf, hex(wrapped), wrapped.release()]).toEqual([true, '01020304', true]);
  expect(counts(parts.slice(1))).toEqual([0, 0]);
});

test('a leaked composite is one leak, which lists its components', () => {
  const reports = atLevel('paranoid', () => {
    Unpooled.compositeBuffer().addComponents(true, [of(1, 2), Unpooled.directBuffer(8).writeInt(3)]);
  });
  expect(reports.map(({ summary, content, parts }) => [summary, content, parts])).toEqual([
    [
      'composite · 6 bytes (6 readable)',
      '01 02 00 00 00 03  ......',
      ['0..2: copied · 2 bytes', '2..6: unpooled direct · 8 bytes'],
    ],
  ]);
  expect(reports.map((report) => formatReport(report).split('\n').at(-1))).toEqual([
    '    holds    0..2: copied · 2 bytes, 2..6: unpooled direct · 8 bytes',
  ]);
});

test('a component answers for itself again when it is removed, or outlives its composite', () => {
  const kept: ByteBuf[] = [];
  const reports = atLevel('paranoid', () => {
    const [removed, outliving] = [of(1), of(2, 3)];
    using composite = Unpooled.compositeBuffer().addComponents([removed.retain(), outliving.retain()]);
    composite.removeComponent(0);
    kept.push(removed, outliving);
  });
  expect(reports.map(({ summary, refCnt }) => [summary, refCnt])).toEqual([
    ['copied · 1 byte (1 readable)', 1],
    ['copied · 2 bytes (2 readable)', 1],
  ]);
  expect(kept.map((buffer) => buffer.release())).toEqual([true, true]);
});
