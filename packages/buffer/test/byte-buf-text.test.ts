import { ByteBufUtil, type Charset, Unpooled, UnpooledByteBufAllocator } from '@watertight/buffer';
import { describe, expect, test } from 'vitest';
import { illegalArgument, outcome } from './outcome.ts';

const NAMES: readonly (readonly [charset: string, names: readonly Charset[]])[] = [
  ['utf8', ['utf8', 'utf-8', 'UTF-8']],
  ['utf16', ['utf16', 'utf-16', 'UTF-16']],
  ['utf16be', ['utf16be', 'utf-16be', 'UTF-16BE']],
  ['utf16le', ['utf16le', 'utf-16le', 'UTF-16LE']],
  ['ascii', ['ascii', 'US-ASCII']],
  ['latin1', ['latin1', 'ISO-8859-1']],
];

const BYTES_OF_A_SHARP_S: Readonly<Record<string, string>> = {
  utf8: '61c39f',
  utf16: 'feff006100df',
  utf16be: '006100df',
  utf16le: '6100df00',
  ascii: '61df',
  latin1: '61df',
};

/** What Netty 4.1.48 wrote with Java 17. */
const WRITTEN: readonly (readonly [charset: Charset, text: string, hex: string])[] = [
  ['utf8', '', ''],
  ['utf8', 'a\u007f\u0080\u07ff\u0800\uffff\u{10000}', '617fc280dfbfe0a080efbfbff0908080'],
  ['utf8', '\ud800a\udc00\ud800', '3f613f3f'],
  ['utf8', '\udc00\ud800', '3f3f'],
  ['utf16', '', ''],
  ['utf16', 'a\u{10000}', 'feff0061d800dc00'],
  ['utf16', '\ufeff', 'fefffeff'],
  ['utf16be', 'a\ud800b', '0061fffd0062'],
  ['utf16le', 'a\udc00\ud800', '6100fdfffdff'],
  ['ascii', 'a\u0080\u00ff\u0100', '6180ff3f'],
  ['latin1', '\u{10000}\ud800a', '3f3f3f61'],
];

/** What Netty 4.1.48 read with Java 17. */
const READ: readonly (readonly [charset: Charset, hex: string, text: string, isText: boolean])[] = [
  ['utf8', '', '', true],
  ['utf8', 'efbbbf61', '\ufeffa', true],
  ['utf8', '61efbfbd62', 'a\ufffdb', true],
  ['utf8', 'c080', '\ufffd\ufffd', false],
  ['utf8', 'e28261', '\ufffda', false],
  ['utf8', 'e282', '\ufffd', false],
  ['utf8', 'f09f98', '\ufffd', false],
  ['utf8', 'f4908080', '\ufffd\ufffd\ufffd\ufffd', false],
  ['utf8', 'f888808080', '\ufffd\ufffd\ufffd\ufffd\ufffd', false],
  ['utf8', 'ed9f80ed', '\ud7c0\ufffd', false],
  ['utf16', 'feff0061', 'a', true],
  ['utf16', 'fffe6100', 'a', true],
  ['utf16', '0061feff', 'a\ufeff', true],
  ['utf16', 'fefffffe', '\ufffe', true],
  ['utf16', '00', '\ufffd', false],
  ['utf16be', 'feff0061', '\ufeffa', true],
  ['utf16be', 'd800dc00', '\u{10000}', true],
  ['utf16be', 'd8000061', '\ufffd', false],
  ['utf16be', 'd800d8000061', '\ufffda', false],
  ['utf16be', 'dc000061', '\ufffda', false],
  ['utf16be', '0061d800', 'a\ufffd', false],
  ['utf16be', '0061d80000', 'a\ufffd', false],
  ['utf16be', 'd800d80000', '\ufffd\ufffd', false],
  ['utf16be', '006100', 'a\ufffd', false],
  ['utf16le', 'fffe6100', '\ufeffa', true],
  ['utf16le', '00d800dc', '\u{10000}', true],
  ['ascii', '617f', 'a\u007f', true],
  ['ascii', '80ff', '\u0080\u00ff', false],
  ['latin1', '80ff', '\u0080\u00ff', true],
];

test.for(NAMES)('%s is known by the names of Node and of Java', ([charset, names]) => {
  const written = names.map((name) => {
    using buffer = Unpooled.buffer();
    buffer.writeCharSequence('aß', name);
    return [buffer.toBuffer().toString('hex'), buffer.toString(name)];
  });
  expect(written).toEqual(names.map(() => [BYTES_OF_A_SHARP_S[charset], 'aß']));
});

test.for(WRITTEN)('%s %o is written as %s', ([charset, text, hex]) => {
  using buffer = Unpooled.buffer().writeByte(9);
  expect([buffer.writeCharSequence(text, charset), hexFrom(buffer.skipBytes(1).toBuffer())]).toEqual([
    hex.length / 2,
    hex,
  ]);
});

test.for(READ)('%s %s is read as %o', ([charset, hex, text, isText]) => {
  using buffer = Unpooled.directBuffer();
  buffer.writeByte(0xed).writeBytes(Buffer.from(hex, 'hex')).writeByte(0x80);
  const lengthBytes = hex.length / 2;
  expect([buffer.toString(1, lengthBytes, charset), ByteBufUtil.isText(buffer, 1, lengthBytes, charset)]).toEqual([
    text,
    isText,
  ]);
});

test('an encoded surrogate is replaced as Node does, byte by byte, and in Java as a whole', () => {
  const bytes = Buffer.from('61edb08062eda041', 'hex');
  using buffer = Unpooled.wrappedBuffer(bytes);
  expect(buffer.toString('utf8')).toBe('a\ufffd\ufffd\ufffdb\ufffd\ufffdA');
  expect([buffer.toString('utf8') === bytes.toString(), ByteBufUtil.isText(buffer, 'utf8')]).toEqual([true, false]);
});

describe('text that is encoded into a buffer of its own', () => {
  test.for([
    ['utf8', 'aß\ud800', '61c39f3f', 9],
    ['utf16', 'a', 'feff0061', 4],
    ['utf16le', 'a', '6100', 2],
    ['ascii', 'a\u007f\u0080\u{10000}', '617f3f3f', 5],
    ['latin1', '\u00ff\u0100\u{10000}\ud800', 'ff3f3f3f', 5],
  ] as const)('%s %o is %s, as Java encodes it', ([charset, text, hex, capacity]) => {
    using buffer = ByteBufUtil.encodeString(UnpooledByteBufAllocator.DEFAULT, text, charset);
    using larger = ByteBufUtil.encodeString(UnpooledByteBufAllocator.DEFAULT, text, charset, 7);
    expect([hexFrom(buffer.toBuffer()), buffer.capacity, larger.capacity]).toEqual([hex, capacity, capacity + 7]);
  });
});

test('a charset that nobody knows is refused, and the known ones are named', () => {
  using buffer = Unpooled.buffer().writeInt(0);
  const ebcdic: Charset = JSON.parse('"IBM1047"');
  expect(outcome(() => ByteBufUtil.isText(buffer, ebcdic))).toEqual(
    illegalArgument(
      'charset: IBM1047 (expected: utf8, utf16, utf16be, utf16le, ascii, latin1, utf-8, utf-16, utf-16be, utf-16le, UTF-8, UTF-16, UTF-16BE, UTF-16LE, US-ASCII, ISO-8859-1)',
    ),
  );
  expect(() => buffer.toString(ebcdic)).toThrow('charset: IBM1047 (expected: ');
});

test('long text survives the way there and back in every charset that holds it', () => {
  const text = 'Zwölf Boxkämpfer jagen Viktor quer über den großen Sylter Deich. '.repeat(200);
  for (const charset of ['utf8', 'utf16', 'utf16be', 'utf16le', 'latin1', 'ascii'] as const) {
    using buffer = Unpooled.buffer();
    buffer.writeCharSequence(text, charset);
    expect(buffer.readCharSequence(buffer.readableBytes, charset) === text).toBe(true);
  }
});

function hexFrom(bytes: Buffer): string {
  return bytes.toString('hex');
}

test('text outside the buffer is refused in the words of its encoding, and no text is nowhere', () => {
  using buffer = Unpooled.copiedBuffer('abcd');
  const capacity = buffer.capacity;
  const bytes = `expected: 0 <= start(9) <= start + length(4) <= buf.capacity(${capacity})`;
  expect(() => buffer.getCharSequence(9, 4, 'ascii')).toThrow(bytes);
  expect(() => buffer.getCharSequence(9, 4, 'utf8')).toThrow(`index: 9, length: 4 (expected: range(0, ${capacity}))`);
  expect(() => buffer.slice(0, 2).getCharSequence(1, 2, 'ascii')).toThrow(
    'index: 1, length: 2 (expected: range(0, 2))',
  );
  expect([buffer.getCharSequence(99, 0, 'utf8'), buffer.toString(99, 0, 'ascii')]).toEqual(['', '']);
});
