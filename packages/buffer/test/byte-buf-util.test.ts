import { type ByteBuf, ByteBufUtil, Unpooled, UnpooledByteBufAllocator } from '@watertight/buffer';
import { describe, expect, test } from 'vitest';
import { illegalArgument, outcome, outOfBounds } from './outcome.ts';

const { EMPTY_BUFFER } = Unpooled;
const ALLOCATOR = UnpooledByteBufAllocator.DEFAULT;

/** Calls `use` with buffers of the bytes, each of which begins with one byte that has been read. */
function withBuffers<T>(hexes: readonly string[], use: (...buffers: readonly ByteBuf[]) => T): T {
  const buffers = hexes.map((hex) => Unpooled.copiedBuffer(Buffer.from(`99${hex}`, 'hex')).skipBytes(1));
  try {
    return use(...buffers);
  } finally {
    for (const buffer of buffers) {
      buffer.release();
    }
  }
}

describe('two buffers', () => {
  test.for([
    ['', '', 0],
    ['', '00', -1],
    ['0001', '', 2],
    ['0102030405060708', '0102030405060708', 0],
    ['010203040506', '01020304050607', -1],
    ['00ff', '0080', 127],
    ['0080', '00ff', -127],
    ['00000001', '00000003', -2],
    ['0000000100', '0000000000', 1],
    ['00000000ffffffff', '00000000fffffffe', 1],
    ['ffffffff', '00000000', 2 ** 31 - 1],
    ['00000000', 'ffffffff', -(2 ** 31)],
    ['80000000', '00000000', 2 ** 31 - 1],
  ] as const)('%o and %o compare as %d', ([a, b, difference]) => {
    const swapped = (buffer: ByteBuf): ByteBuf => buffer.order('LITTLE_ENDIAN');
    withBuffers([a, b], (first, second) => {
      expect(ByteBufUtil.compare(first, second)).toBe(difference);
      expect(first.compareTo(second)).toBe(difference);
      expect(ByteBufUtil.compare(swapped(first), second)).toBe(difference);
      expect([ByteBufUtil.equals(first, second), ByteBufUtil.equals(first, swapped(second))]).toEqual([
        difference === 0,
        difference === 0,
      ]);
    });
  });

  test('of equal lengths are equal in a range only as far as both were written', () => {
    withBuffers(['0102030405060708090a', '0504030405060708'], (a, b) => {
      expect([ByteBufUtil.equals(a, 3, b, 3, 6), ByteBufUtil.equals(a, 2, b, 3, 6)]).toEqual([true, false]);
      expect([ByteBufUtil.equals(a, 3, b, 3, 7), ByteBufUtil.equals(a, 99, b, 0, 0)]).toEqual([false, false]);
      expect(ByteBufUtil.equals(a, 0, b, 0, 0)).toBe(true);
    });
  });

  test.for([
    [-1, 0, 1, 'aIndex is -1'],
    [0, 0.5, 1, 'bIndex is 0.5'],
    [0, 0, NaN, 'lengthBytes is NaN'],
  ] as const)('are not compared from %d and %d on for %d bytes', ([aIndex, bIndex, lengthBytes, which]) => {
    withBuffers(['01', '01'], (a, b) => {
      expect(outcome(() => ByteBufUtil.equals(a, aIndex, b, bIndex, lengthBytes))).toEqual(
        illegalArgument(`All indexes and lengths must be non-negative, and whole numbers: ${which}`),
      );
    });
  });

  test('that were released differ by what needs no bytes', () => {
    const [a, b] = [Unpooled.buffer().writeByte(1), Unpooled.buffer().writeByte(1)];
    a.release();
    b.release();
    expect([ByteBufUtil.equals(a, b.clear()), ByteBufUtil.hashCode(b), ByteBufUtil.compare(a, b)]).toEqual([
      false,
      1,
      1,
    ]);
    expect(() => ByteBufUtil.hashCode(a)).toThrow(/^refCnt: 0/);
  });
});

test.for([
  ['', 1],
  ['0d0d', 1377],
  ['5c61413b', 1549877594],
  ['61008041412cff0dff00412c0d', -1001621554],
  ['ff620162', -10354303],
] as const)('the hash of %o is %d', ([hex, code]) => {
  withBuffers([hex], (buffer) => {
    expect([ByteBufUtil.hashCode(buffer), buffer.hashCode()]).toEqual([code, code]);
    expect(ByteBufUtil.hashCode(buffer.order('LITTLE_ENDIAN'))).toBe(code);
  });
});

test.for([
  ['', '', 1],
  ['', '0102', 1],
  ['02', '0102', 2],
  ['0203', '01020203', 3],
  ['01', '', -1],
  ['010203', '0102', -1],
  ['0103', '0102', -1],
] as const)('%o in %o lies at %d', ([needle, haystack, index]) => {
  withBuffers([needle, haystack], (first, second) => {
    expect(ByteBufUtil.indexOf(first, second)).toBe(index);
  });
});

test('indexOf with a byte is the method of a buffer', () => {
  withBuffers(['01020301'], (buffer) => {
    expect([ByteBufUtil.indexOf(buffer, 0, 5, 1), ByteBufUtil.indexOf(buffer, 5, 0, 1)]).toEqual([1, 4]);
  });
});

test('isText looks at what has been written', () => {
  using buffer = Unpooled.buffer(8)
    .writeBytes(Uint8Array.of(0xff, 0x61, 0x62))
    .skipBytes(1);
  expect([ByteBufUtil.isText(buffer, 'utf8'), ByteBufUtil.isText(buffer, 0, 3, 'utf8')]).toEqual([true, false]);
  expect([ByteBufUtil.isText(buffer, 3, 0, 'ascii'), ByteBufUtil.isText(EMPTY_BUFFER, 'utf16')]).toEqual([true, true]);
  expect(outcome(() => ByteBufUtil.isText(buffer, 1, 3, 'utf8'))).toEqual(
    outOfBounds('index: 1 length: 3 (expected: range(0, 3))'),
  );
});

test.for([
  ['', 0],
  ['a\u007f\u0080\u07ff\u0800\uffff', 12],
  ['\u{10000}', 4],
  ['\ud800a\udc00', 3],
] as const)('%o takes %d bytes in UTF-8', ([text, lengthBytes]) => {
  expect([ByteBufUtil.utf8Bytes(text), ByteBufUtil.utf8MaxBytes(text), ByteBufUtil.utf8MaxBytes(text.length)]).toEqual([
    lengthBytes,
    3 * text.length,
    3 * text.length,
  ]);
});

test('a part of a text cuts its surrogate pairs', () => {
  using buffer = Unpooled.buffer();
  expect([ByteBufUtil.utf8Bytes('a\u{10000}b', 2, 4), ByteBufUtil.writeUtf8(buffer, 'a\u{10000}b', 2, 4)]).toEqual([
    2, 2,
  ]);
  expect(buffer.toString('utf8')).toBe('?b');
});

test.for([
  [2, 1],
  [-1, 1],
  [0, 4],
  [NaN, 1],
] as const)('there is no text from %d to %d', ([start, end]) => {
  using buffer = Unpooled.buffer();
  const error = outOfBounds(`expected: 0 <= start(${start}) <= end (${end}) <= seq.length(3)`);
  expect(outcome(() => ByteBufUtil.utf8Bytes('abc', start, end))).toEqual(error);
  expect(outcome(() => ByteBufUtil.writeUtf8(buffer, 'abc', start, end))).toEqual(error);
  expect(outcome(() => ByteBufUtil.reserveAndWriteUtf8(buffer, 'abc', start, end, 9))).toEqual(error);
  expect(buffer.writerIndex).toBe(0);
});

test('text is written into a buffer or makes one', () => {
  using buffer = Unpooled.buffer(1);
  expect([ByteBufUtil.writeUtf8(buffer, '€'), ByteBufUtil.writeAscii(buffer, 'é€')]).toEqual([3, 2]);
  expect(ByteBufUtil.hexDump(buffer)).toBe('e282ace93f');
  using utf8 = ByteBufUtil.writeUtf8(ALLOCATOR, '€');
  using ascii = ByteBufUtil.writeAscii(ALLOCATOR, 'é€');
  expect([utf8, ascii].map((made) => [ByteBufUtil.hexDump(made), made.capacity, made.refCnt])).toEqual([
    ['e282ac', 3, 1],
    ['e93f', 2, 1],
  ]);
  expect([ByteBufUtil.writeUtf8(EMPTY_BUFFER, ''), ByteBufUtil.writeAscii(EMPTY_BUFFER, '')]).toEqual([0, 0]);
});

test('the room for text is what was reserved, or what it takes', () => {
  using reserved = Unpooled.buffer(0);
  using short = Unpooled.buffer(0, 5);
  expect([ByteBufUtil.reserveAndWriteUtf8(reserved, 'aß', 65), reserved.capacity]).toEqual([3, 128]);
  expect([ByteBufUtil.reserveAndWriteUtf8(short, '€€', 1, 2, 3), ByteBufUtil.hexDump(short)]).toEqual([3, 'e282ac']);
  expect(() => ByteBufUtil.reserveAndWriteUtf8(short, '€', 1)).toThrow(RangeError);
  expect(() => ByteBufUtil.reserveAndWriteUtf8(short, '', 3)).toThrow(
    'writerIndex(3) + minWritableBytes(3) exceeds maxCapacity(5)',
  );
  expect(ByteBufUtil.hexDump(short)).toBe('e282ac');
});

test('getBytes copies', () => {
  withBuffers(['010203'], (buffer) => {
    const bytes = ByteBufUtil.getBytes(buffer);
    buffer.setByte(1, 9);
    expect([bytes.toString('hex'), ByteBufUtil.getBytes(buffer, 0, 2).toString('hex')]).toEqual(['010203', '9909']);
    expect(outcome(() => ByteBufUtil.getBytes(buffer, 2, 3))).toEqual(
      outOfBounds('expected: 0 <= start(2) <= start + length(3) <= buf.capacity(4)'),
    );
  });
});

test('readBytes fills a buffer of the allocator, or leaves none', () => {
  withBuffers(['010203'], (buffer) => {
    using read = ByteBufUtil.readBytes(ALLOCATOR, buffer, 2);
    expect([ByteBufUtil.hexDump(read), read.capacity, buffer.readerIndex]).toEqual(['0102', 2, 3]);
    expect(outcome(() => ByteBufUtil.readBytes(ALLOCATOR, buffer, 2))).toEqual(
      outOfBounds(`readerIndex(3) + length(2) exceeds writerIndex(4): ${buffer}`),
    );
    expect(buffer.readerIndex).toBe(3);
  });
});

test('ensureWritable has succeeded when it did nothing or grew', () => {
  expect([0, 1, 2, 3].map(ByteBufUtil.ensureWritableSuccess)).toEqual([true, false, true, false]);
});

test('values are written big-endian in spite of the order of a view', () => {
  using buffer = Unpooled.buffer();
  for (const view of [buffer, buffer.order('LITTLE_ENDIAN')]) {
    view.clear();
    ByteBufUtil.writeMediumBE(ByteBufUtil.writeShortBE(view, 0x10203), 0x4050607);
    expect(ByteBufUtil.hexDump(view)).toBe('0203050607');
    ByteBufUtil.setShortBE(view, 1, -2);
    expect(ByteBufUtil.hexDump(view)).toBe('02fffe0607');
  }
});

test('values are swapped at every width, and signed', () => {
  const { swapShort, swapMedium, swapInt, swapLong } = ByteBufUtil;
  expect([swapShort(0x0102), swapShort(0x12380), swapShort(-1)]).toEqual([0x0201, -32733, -1]);
  expect([swapMedium(0x010203), swapMedium(0xffff), swapMedium(-1)]).toEqual([0x030201, -256, -1]);
  expect([swapInt(0x01020304), swapInt(0x80), swapInt(0xffffffff)]).toEqual([0x04030201, -(2 ** 31), -1]);
  expect([swapLong(0x0102030405060708n), swapLong(0x80n), swapLong(-1n)]).toEqual([
    0x0807060504030201n,
    -(2n ** 63n),
    -1n,
  ]);
});

test('scattered and read-only bytes are taken as one piece', () => {
  using whole = Unpooled.copiedBuffer('hello, world');
  using parts = Unpooled.wrappedBuffer([
    Unpooled.copiedBuffer('hel'),
    Unpooled.copiedBuffer('lo, w'),
    Unpooled.copiedBuffer('orld'),
  ]);
  using needle = Unpooled.copiedBuffer('lo, wo');
  for (const buffer of [parts, parts.asReadOnly(), parts.slice(), parts.order('LITTLE_ENDIAN')]) {
    expect([ByteBufUtil.equals(buffer, whole), ByteBufUtil.compare(whole, buffer)]).toEqual([true, 0]);
    expect([ByteBufUtil.equals(buffer, 2, buffer, 3, 1), ByteBufUtil.equals(buffer, 0, buffer, 1, 11)]).toEqual([
      true,
      false,
    ]);
    expect([ByteBufUtil.hashCode(buffer), ByteBufUtil.hexDump(buffer)]).toEqual([
      ByteBufUtil.hashCode(whole),
      ByteBufUtil.hexDump(whole),
    ]);
    expect([ByteBufUtil.indexOf(needle, buffer), ByteBufUtil.isText(buffer, 'ascii')]).toEqual([3, true]);
    expect(ByteBufUtil.prettyHexDump(buffer, 1, 10)).toBe(ByteBufUtil.prettyHexDump(whole, 1, 10));
    expect(ByteBufUtil.getBytes(buffer, 1, 10).toString()).toBe('ello, worl');
  }
});
