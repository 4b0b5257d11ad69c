import { ByteProcessor } from '@watertight/buffer';
import { expect, test } from 'vitest';

/** The bytes that a processor stops at, or if it looks for all but some, those it does not stop at. */
const STOPS: readonly (readonly [name: keyof typeof ByteProcessor, kind: 'at' | 'unless', bytes: readonly number[]])[] =
  [
    ['FIND_NUL', 'at', [0]],
    ['FIND_NON_NUL', 'unless', [0]],
    ['FIND_CR', 'at', [13]],
    ['FIND_NON_CR', 'unless', [13]],
    ['FIND_LF', 'at', [10]],
    ['FIND_NON_LF', 'unless', [10]],
    ['FIND_SEMI_COLON', 'at', [59]],
    ['FIND_COMMA', 'at', [44]],
    ['FIND_ASCII_SPACE', 'at', [32]],
    ['FIND_CRLF', 'at', [10, 13]],
    ['FIND_NON_CRLF', 'unless', [10, 13]],
    ['FIND_LINEAR_WHITESPACE', 'at', [9, 32]],
    ['FIND_NON_LINEAR_WHITESPACE', 'unless', [9, 32]],
  ];

test.for(STOPS)('%s stops %s %o', ([name, kind, bytes]) => {
  const processor = ByteProcessor[name];
  const stops = Array.from({ length: 256 }, (_, byte) => byte).filter((byte) => !processor(byte));
  const found = Array.from({ length: 256 }, (_, byte) => byte).filter(
    (byte) => (kind === 'at') === bytes.includes(byte),
  );
  expect(stops).toEqual(found);
});

test('every processor has its row', () => {
  expect(Object.keys(ByteProcessor)).toEqual(STOPS.map(([name]) => name));
});
