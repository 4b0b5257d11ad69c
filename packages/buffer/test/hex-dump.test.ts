import { ByteBufUtil, Unpooled } from '@watertight/buffer';
import { expect, test } from 'vitest';
import { illegalArgument, outcome, outOfBounds } from './outcome.ts';

test('hexDump shows readable bytes, a range, or an array', () => {
  const bytes = Uint8Array.of(0, 1, 0x7f, 0x80, 0xff);
  using buffer = Unpooled.copiedBuffer(bytes).skipBytes(1);
  expect([ByteBufUtil.hexDump(buffer), ByteBufUtil.hexDump(buffer, 0, 2), ByteBufUtil.hexDump(buffer, 99, 0)]).toEqual([
    '017f80ff',
    '0001',
    '',
  ]);
  expect([
    ByteBufUtil.hexDump(bytes),
    ByteBufUtil.hexDump(bytes, 3, 2),
    ByteBufUtil.hexDump(bytes.subarray(1, 2)),
  ]).toEqual(['00017f80ff', '80ff', '01']);
});

test.for([
  [-1, 2, outOfBounds('index: -1, length: 1 (expected: range(0, 4))')],
  [2, 3, outOfBounds('index: 4, length: 1 (expected: range(0, 4))')],
  [9, 1, outOfBounds('index: 9, length: 1 (expected: range(0, 4))')],
  [NaN, 1, outOfBounds('index: NaN, length: 1 (expected: range(0, 4))')],
  [0, -1, illegalArgument('length: -1 (expected: >= 0), a whole number of bytes')],
  [0, 0.5, illegalArgument('length: 0.5 (expected: >= 0), a whole number of bytes')],
] as const)('hexDump of %d bytes from %d on is refused', ([index, lengthBytes, error]) => {
  using buffer = Unpooled.buffer(4);
  expect(outcome(() => ByteBufUtil.hexDump(buffer, index, lengthBytes))).toEqual(error);
  expect(outcome(() => ByteBufUtil.hexDump(new Uint8Array(4), index, lengthBytes))).toEqual(error);
});

const PRETTY = `\
         +-------------------------------------------------+
         |  0  1  2  3  4  5  6  7  8  9  a  b  c  d  e  f |
+--------+-------------------------------------------------+----------------+
|00000000| 57 61 74 65 72 74 69 67 68 74 20 20 7e 7f 80 ff |Watertight  ~...|
|00000010| 0d 0a 00                                        |...             |
+--------+-------------------------------------------------+----------------+`;

test('prettyHexDump is a table, sixteen bytes to a row', () => {
  using buffer = Unpooled.copiedBuffer(Buffer.from('?Watertight  ~\x7f\x80\xff\r\n\0', 'latin1')).skipBytes(1);
  expect(ByteBufUtil.prettyHexDump(buffer)).toBe(PRETTY);
  expect(ByteBufUtil.prettyHexDump(buffer, 1, 19)).toBe(PRETTY);
  expect(ByteBufUtil.prettyHexDump(buffer, 99, 0)).toBe('');
  const dump = ['before\n'];
  ByteBufUtil.appendPrettyHexDump(dump, buffer);
  expect(dump.join('')).toBe(`before\n${PRETTY}`);
});

test('prettyHexDump of full rows has no row without bytes', () => {
  using buffer = Unpooled.buffer(16).writeZero(16);
  expect(ByteBufUtil.prettyHexDump(buffer).split('\n')).toHaveLength(5);
});

test('prettyHexDump stays inside the buffer', () => {
  using buffer = Unpooled.buffer(4);
  expect(outcome(() => ByteBufUtil.prettyHexDump(buffer, 3, 2))).toEqual(
    outOfBounds('expected: 0 <= offset(3) <= offset + length(2) <= buf.capacity(4)'),
  );
});

test.for([
  ['', 0, 0, ''],
  ['00fF', 0, 4, '00ff'],
  ['xx00ffyy', 2, 4, '00ff'],
] as const)('decodeHexDump(%o, %d, %d) is %o', ([text, fromIndex, length, hex]) => {
  expect(ByteBufUtil.decodeHexDump(text, fromIndex, length).toString('hex')).toBe(hex);
});

test('decodeHexDump undoes hexDump', () => {
  const bytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
  expect(ByteBufUtil.decodeHexDump(ByteBufUtil.hexDump(bytes)).equals(bytes)).toBe(true);
  expect(ByteBufUtil.decodeHexDump(ByteBufUtil.hexDump(bytes).toUpperCase()).equals(bytes)).toBe(true);
});

test.for([
  ['abc', 0, 3, illegalArgument('length: 3 (expected: an even number of digits)')],
  ['ab', 2, -2, illegalArgument('length: -2 (expected: an even number of digits)')],
  ['ab', 0, NaN, illegalArgument('length: NaN (expected: an even number of digits)')],
  ['00 1', 0, 4, illegalArgument("invalid hex byte ' 1' at index 2 of '00 1'")],
  ['0g', 0, 2, illegalArgument("invalid hex byte '0g' at index 0 of '0g'")],
  ['0\u0131', 0, 2, illegalArgument("invalid hex byte '0\u0131' at index 0 of '0\u0131'")],
  ['00ff', 4, 2, outOfBounds('String index out of range: 4 (expected: below 4)')],
  ['00ff', -1, 2, outOfBounds('String index out of range: -1 (expected: below 4)')],
  ['00ff', 0, 2 ** 31, outOfBounds('String index out of range: 4 (expected: below 4)')],
] as const)('decodeHexDump(%o, %d, %d) is refused', ([text, fromIndex, length, error]) => {
  expect(outcome(() => ByteBufUtil.decodeHexDump(text, fromIndex, length))).toEqual(error);
});

test('decodeHexByte is signed, as a byte of Java', () => {
  expect(['7f', 'x80', 'FFx'].map((text) => ByteBufUtil.decodeHexByte(text, text.startsWith('x') ? 1 : 0))).toEqual([
    127, -128, -1,
  ]);
  expect(outcome(() => ByteBufUtil.decodeHexByte('7', 0))).toEqual(
    outOfBounds('String index out of range: 1 (expected: below 1)'),
  );
});
