import {
  type ByteToMessageDecoder,
  COMPOSITE_CUMULATOR,
  DelimiterBasedFrameDecoder,
  FixedLengthFrameDecoder,
  LengthFieldBasedFrameDecoder,
  type LengthFieldBasedFrameDecoderOptions,
  type LengthFieldLength,
  LengthFieldPrepender,
  LineBasedFrameDecoder,
  MERGE_CUMULATOR,
} from '@watertight/channel';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { framesOf } from './frames.ts';
import { outcome } from './outcome.ts';

type Case = [what: string, make: () => ByteToMessageDecoder, pieces: readonly (string | Uint8Array)[], seen: string[]];

function check([, make, pieces, seen]: Case): void {
  expect(framesOf(make(), pieces)).toEqual(seen);
}

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

describe('lines', () => {
  const lines =
    (maxLength: number, stripDelimiter = true, failFast = false) =>
    (): ByteToMessageDecoder =>
      new LineBasedFrameDecoder({ maxLength, stripDelimiter, failFast });
  const tooLong = (length: string): string =>
    `WATERTIGHT_TOO_LONG_FRAME: frame length (${length}) exceeds the allowed maximum (3)`;

  test.for<Case>([
    ['end with either delimiter', lines(9), ['a\nbc\r\n\nd\r'], ['a', 'bc', '']],
    ['may keep their delimiters', lines(9, false), ['a\nbc\r\n\n'], ['a\n', 'bc\r\n', '\n']],
    ['may come in pieces', lines(9), ['a', 'b\r', '\nc', '\n'], ['ab', 'c']],
    ['may be as long as allowed', lines(3), ['abc\nabc\r\n'], ['abc', 'abc']],
    ['are discarded when they are longer', lines(3), ['abcd\nok\n'], [tooLong('4'), 'ok']],
    ['are discarded piece by piece', lines(3), ['abcd', 'ef', 'g\r\nok\n'], [tooLong('7'), 'ok']],
    ['fail at once if they shall', lines(3, true, true), ['abcd', 'ef\nok\n'], [tooLong('over 4'), 'ok']],
    ['do not look back into the line before', lines(9), ['a\r', '\n\n'], ['a', '']],
  ])('%s', check);

  test('have a length', () => {
    expect(outcome(lines(0))).toBe('WATERTIGHT_ILLEGAL_ARGUMENT: maxLength : 0 (expected: > 0)');
  });
});

describe('delimited frames', () => {
  const delimited =
    (delimiters: readonly string[], stripDelimiter = true, failFast = true) =>
    (): ByteToMessageDecoder =>
      new DelimiterBasedFrameDecoder({
        maxFrameLength: 4,
        delimiters: delimiters.map((delimiter) => Buffer.from(delimiter)),
        stripDelimiter,
        failFast,
      });
  const tooLong = (length: number): string =>
    `WATERTIGHT_TOO_LONG_FRAME: frame length exceeds 4: ${length} - discarded`;

  test.for<Case>([
    ['end with a byte', delimited([';']), ['a;bc;;d'], ['a', 'bc', '']],
    ['end with several bytes', delimited(['--']), ['a-', '-b--'], ['a', 'b']],
    ['end with the delimiter that comes first', delimited(['--', ';']), ['a--b;c;--'], ['a', 'b', 'c', '']],
    ['may keep their delimiters', delimited(['--'], false), ['a--b--'], ['a--', 'b--']],
    ['are discarded when they are too long', delimited([';']), ['abcde;ok;'], [tooLong(5), 'ok']],
    ['fail at once', delimited([';']), ['abcde', 'fg;ok;'], [tooLong(5), 'ok']],
    ['fail at their end if they shall', delimited([';'], true, false), ['abcde', 'fgh', ';ok;'], [tooLong(8), 'ok']],
  ])('%s', check);

  test.for<[readonly string[]]>([[[]], [['']]])('need delimiters, not %o', ([delimiters]) => {
    expect(outcome(delimited(delimiters))).toBe(
      'WATERTIGHT_ILLEGAL_ARGUMENT: empty delimiters (expected: at least one, of at least one byte)',
    );
  });
});

describe('frames of a fixed length', () => {
  test.for<Case>([
    ['come whole', () => new FixedLengthFrameDecoder(2), ['abcde'], ['ab', 'cd']],
    ['are put together', () => new FixedLengthFrameDecoder(2), ['a', 'bc', 'd'], ['ab', 'cd']],
  ])('%s', check);

  test('have a length', () => {
    expect(outcome(() => new FixedLengthFrameDecoder(-1))).toBe(
      'WATERTIGHT_ILLEGAL_ARGUMENT: frameLength : -1 (expected: > 0)',
    );
  });
});

describe('frames with a length field', () => {
  const fields = (options: Partial<LengthFieldBasedFrameDecoderOptions>) => (): ByteToMessageDecoder =>
    new LengthFieldBasedFrameDecoder({ maxFrameLength: 10, lengthFieldLength: 1, ...options });
  const tooLong = (length: number): string =>
    `WATERTIGHT_TOO_LONG_FRAME: Adjusted frame length exceeds 10: ${length} - discarded`;

  test.for<Case>([
    ['come with the field', fields({}), ['\x02ab\x00\x01c'], ['\x02ab', '\x00', '\x01c']],
    ['come without it', fields({ initialBytesToStrip: 1 }), ['\x02', 'ab\x00', '\x01c'], ['ab', '', 'c']],
    ['may begin with something else', fields({ lengthFieldOffset: 2 }), ['xy\x01azz\x00'], ['xy\x01a', 'zz\x00']],
    [
      'may count the field',
      fields({ lengthAdjustment: -1, initialBytesToStrip: 1 }),
      ['\x03ab\x01\x02c'],
      ['ab', '', 'c'],
    ],
    ['may have more behind the field', fields({ lengthAdjustment: 2 }), ['\x01HHa\x00HH'], ['\x01HHa', '\x00HH']],
    ['of two bytes', fields({ lengthFieldLength: 2, initialBytesToStrip: 2 }), [bytes(0, 1, 97)], ['a']],
    ['of three bytes', fields({ lengthFieldLength: 3, initialBytesToStrip: 3 }), [bytes(0, 0, 1, 97)], ['a']],
    ['of four bytes', fields({ lengthFieldLength: 4, initialBytesToStrip: 4 }), [bytes(0, 0, 0, 1, 97)], ['a']],
    [
      'of eight bytes',
      fields({ lengthFieldLength: 8, initialBytesToStrip: 8 }),
      [bytes(0, 0, 0, 0, 0, 0, 0, 1, 97)],
      ['a'],
    ],
    [
      'with the lowest byte first',
      fields({ lengthFieldLength: 2, initialBytesToStrip: 2, byteOrder: 'LITTLE_ENDIAN' }),
      [bytes(1, 0, 97)],
      ['a'],
    ],
    ['are discarded when they are too long', fields({}), ['\x0a1234567890\x01c'], [tooLong(11), '\x01c']],
    ['fail at once', fields({}), ['\x0a123', '4567', '890\x01c'], [tooLong(11), '\x01c']],
    [
      'fail late also when they come in one piece',
      fields({ failFast: false }),
      ['\x0a1234567890\x01c'],
      [tooLong(11), '\x01c'],
    ],
    [
      'fail at their end if they shall',
      fields({ failFast: false }),
      ['\x0a123', '4567', '890\x01c'],
      [tooLong(11), '\x01c'],
    ],
    [
      'are skipped when their length is negative',
      fields({ lengthFieldLength: 8 }),
      [bytes(255, 255, 255, 255, 255, 255, 255, 254), bytes(0, 0, 0, 0, 0, 0, 0, 0)],
      ['WATERTIGHT_CORRUPTED_FRAME: negative pre-adjustment length field: -2', '\x00\x00\x00\x00\x00\x00\x00\x00'],
    ],
    [
      'are skipped when they are shorter than their field',
      fields({ lengthAdjustment: -2 }),
      ['\x01\x02'],
      ['WATERTIGHT_CORRUPTED_FRAME: Adjusted frame length (0) is less than lengthFieldEndOffset: 1', '\x02'],
    ],
    [
      'are skipped when there is not enough to strip',
      fields({ initialBytesToStrip: 3 }),
      ['\x01a\x03bcd'],
      ['WATERTIGHT_CORRUPTED_FRAME: Adjusted frame length (2) is less than initialBytesToStrip: 3', 'd'],
    ],
  ])('%s', check);

  test('say when those that fail late have been discarded', () => {
    const decoder = fields({ failFast: false })();
    expect(framesOf(decoder, ['\x0a123', '4567'])).toEqual([]);
  });

  test.for<[Partial<LengthFieldBasedFrameDecoderOptions>, string]>([
    [{ maxFrameLength: 0 }, 'maxFrameLength : 0 (expected: > 0)'],
    [{ lengthFieldOffset: -1 }, 'lengthFieldOffset : -1 (expected: >= 0)'],
    [{ initialBytesToStrip: 0.5 }, 'initialBytesToStrip : 0.5 (expected: >= 0)'],
    [{ lengthFieldLength: 5 as LengthFieldLength }, 'lengthFieldLength must be either 1, 2, 3, 4, or 8: 5'],
    [
      { lengthFieldOffset: 8, lengthFieldLength: 4 },
      'maxFrameLength (10) must be equal to or greater than lengthFieldOffset (8) + lengthFieldLength (4).',
    ],
  ])('cannot be decoded with %o', ([options, refusal]) => {
    expect(outcome(fields(options))).toBe(`WATERTIGHT_ILLEGAL_ARGUMENT: ${refusal}`);
  });

  test('are what a prepender makes', () => {
    expect(outcome(() => new LengthFieldPrepender({ lengthFieldLength: 0 as LengthFieldLength }))).toBe(
      'WATERTIGHT_ILLEGAL_ARGUMENT: lengthFieldLength must be either 1, 2, 3, 4, or 8: 0',
    );
  });
});

describe('wherever reads cut the bytes, the frames are the same:', () => {
  const byte = fc.constantFrom(0, 1, 2, 3, 0x0a, 0x0d, 0x61);

  test.for<[what: string, make: (cumulator: typeof MERGE_CUMULATOR) => ByteToMessageDecoder]>([
    ['lines', (cumulator) => new LineBasedFrameDecoder({ maxLength: 100, cumulator })],
    [
      'delimited frames',
      (cumulator) =>
        new DelimiterBasedFrameDecoder({ maxFrameLength: 100, delimiters: [bytes(13, 10), bytes(1)], cumulator }),
    ],
    ['frames of a fixed length', (cumulator) => new FixedLengthFrameDecoder(3, { cumulator })],
    [
      'frames with a length field',
      (cumulator) =>
        new LengthFieldBasedFrameDecoder({
          maxFrameLength: 300,
          lengthFieldLength: 1,
          initialBytesToStrip: 1,
          cumulator,
        }),
    ],
  ])('%s', ([, make]) => {
    const pieces = fc.array(
      fc.uint8Array({ maxLength: 9 }).chain(({ length }) => fc.array(byte, { maxLength: length })),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(pieces, fc.constantFrom(MERGE_CUMULATOR, COMPOSITE_CUMULATOR), (cut, cumulator) => {
        const whole = framesOf(make(MERGE_CUMULATOR), [Uint8Array.from(cut.flat())]);
        const frames = framesOf(
          make(cumulator),
          cut.map((piece) => Uint8Array.from(piece)),
        );
        expect(frames).toEqual(whole);
      }),
    );
  });
});
