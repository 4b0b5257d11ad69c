import { expect, test } from 'vitest';
import { illegalArgument, outcome, outOfBounds } from '../outcome.ts';
import { CAPACITY, CONTENT, call, contentWith, hexOf, indices, type Lend } from './lent-buffer.ts';

/** Accessors, a value, and the bytes it is: what is set and written becomes those bytes, what is got and read comes of them. */
const INTEGERS: readonly (readonly [accessor: string, value: number | bigint | boolean, hex: string])[] = [
  ['Byte', -2, 'fe'],
  ['UnsignedByte', 0xfe, 'fe'],
  ['Short', -2, 'fffe'],
  ['ShortLE', -2, 'feff'],
  ['UnsignedShort', 0xfedc, 'fedc'],
  ['UnsignedShortLE', 0xfedc, 'dcfe'],
  ['Medium', -2, 'fffffe'],
  ['Medium', 0x123456, '123456'],
  ['MediumLE', -2, 'feffff'],
  ['MediumLE', 0x123456, '563412'],
  ['UnsignedMedium', 0xfedcba, 'fedcba'],
  ['UnsignedMediumLE', 0xfedcba, 'badcfe'],
  ['Int', -2, 'fffffffe'],
  ['Int', 0x12345678, '12345678'],
  ['IntLE', 0x12345678, '78563412'],
  ['UnsignedInt', 0xfedcba98, 'fedcba98'],
  ['UnsignedIntLE', 0xfedcba98, '98badcfe'],
  ['Long', -2n, 'fffffffffffffffe'],
  ['Long', 0x123456789abcdef0n, '123456789abcdef0'],
  ['LongLE', 0x123456789abcdef0n, 'f0debc9a78563412'],
  ['Boolean', true, '01'],
  ['Char', 0x20ac, '20ac'],
  ['Float', -1.5, 'bfc00000'],
  ['FloatLE', -1.5, '0000c0bf'],
  ['Double', 0.1, '3fb999999999999a'],
  ['DoubleLE', 0.1, '9a9999999999b93f'],
];

/** Values wider than what they are set as. */
const TOO_WIDE: readonly (readonly [accessor: string, value: number | bigint, hex: string])[] = [
  ['Byte', 0x1234, '34'],
  ['Short', 0x12345678, '5678'],
  ['MediumLE', 0x12345678, '785634'],
  ['Int', 0xfedcba98, 'fedcba98'],
  ['Long', 2n ** 64n + 1n, '0000000000000001'],
];

/** Numbers that are no integers, as DataView takes them. */
const VALUES: readonly (readonly [accessor: string, value: number, hex: string])[] = [
  ['Byte', -1.9, 'ff'],
  ['Short', 1.9, '0001'],
  ['MediumLE', 1.9, '010000'],
  ['Int', NaN, '00000000'],
  ['Int', Infinity, '00000000'],
  ['Float', Infinity, '7f800000'],
  ['Float', NaN, '7fc00000'],
];

const NO_VALUES: readonly unknown[] = [1, 1n, '1', 'x', true, undefined, null, {}, [1], Symbol('1')];

/** What is no index into `CAPACITY` bytes, whatever its type says. */
const NO_INDICES: readonly unknown[] = [
  -1,
  CAPACITY,
  2 ** 31,
  2 ** 32,
  NaN,
  Infinity,
  0.5,
  '0',
  null,
  undefined,
  0n,
  {},
];

export function integersContract(lend: Lend): void {
  test.for(INTEGERS)('%s %o is the bytes %s', ([accessor, value, hex]) => {
    lend((buffer) => {
      const bytes = Buffer.from(hex, 'hex');
      buffer.setBytes(3, bytes).setIndex(3, CAPACITY);
      expect(call(buffer, `get${accessor}`, 3)).toBe(value);
      expect(call(buffer, `read${accessor}`)).toBe(value);
      expect(buffer.readerIndex).toBe(3 + bytes.length);
    });
  });

  const settable = INTEGERS.filter(([accessor]) => !accessor.startsWith('Unsigned'));
  test.for([...settable, ...TOO_WIDE])('%s %o is set and written as %s', ([accessor, value, hex]) => {
    lend((buffer) => {
      const lengthBytes = hex.length / 2;
      expect(call(buffer, `set${accessor}`, 3, value)).toBe(buffer);
      expect(hexOf(buffer, 0, CAPACITY)).toBe(contentWith(hex, 3));
      buffer.setBytes(0, CONTENT).setIndex(0, 5);
      expect(call(buffer, `write${accessor}`, value)).toBe(buffer);
      expect(hexOf(buffer, 0, CAPACITY)).toBe(contentWith(hex, 5));
      expect(indices(buffer)).toEqual([0, 5 + lengthBytes]);
    });
  });

  test.for([...INTEGERS])('%s stays inside the buffer', ([accessor, , hex]) => {
    lend((buffer) => {
      const lengthBytes = hex.length / 2;
      const index = CAPACITY - lengthBytes + 1;
      buffer.setIndex(index, CAPACITY);
      expect(outcome(() => call(buffer, `get${accessor}`, index))).toEqual(
        outOfBounds(`index: ${index}, length: ${lengthBytes} (expected: range(0, ${CAPACITY}))`),
      );
      expect(outcome(() => call(buffer, `read${accessor}`))).toEqual(
        outOfBounds(`readerIndex(${index}) + length(${lengthBytes}) exceeds writerIndex(${CAPACITY}): ${buffer}`),
      );
      expect(indices(buffer)).toEqual([index, CAPACITY]);
    });
  });

  test.for(NO_INDICES)('%o is no index', (index) => {
    lend((buffer) => {
      const message = `index: ${String(index)}, length: 1 (expected: range(0, ${CAPACITY}))`;
      expect(outcome(() => call(buffer, 'getByte', index))).toEqual(outOfBounds(message));
      expect(outcome(() => call(buffer, 'setByte', index, 1))).toEqual(outOfBounds(message));
      expect(outcome(() => call(buffer, 'getBytes', index, new Uint8Array(1)))).toEqual(outOfBounds(message));
      expect(outcome(() => call(buffer, 'setBytes', index, new Uint8Array(1)))).toEqual(outOfBounds(message));
      expect(hexOf(buffer, 0, CAPACITY)).toBe(contentWith('', 0));
      expect(indices(buffer)).toEqual([0, 0]);
    });
  });

  test.for(VALUES)('%s takes %o as %s', ([accessor, value, hex]) => {
    lend((buffer) => {
      call(buffer, `set${accessor}`, 3, value);
      expect(hexOf(buffer, 0, CAPACITY)).toBe(contentWith(hex, 3));
    });
  });

  test.for(settable)('%s refuses values of another type', ([accessor, value]) => {
    lend((buffer) => {
      for (const other of NO_VALUES.filter((no) => typeof no !== typeof value)) {
        const refused = illegalArgument(
          `value: ${String(other)} (expected: a ${typeof value}, given: ${typeof other})`,
        );
        expect(outcome(() => call(buffer, `set${accessor}`, 3, other))).toEqual(refused);
        expect(outcome(() => call(buffer, `write${accessor}`, other))).toEqual(refused);
      }
      buffer.setZero(0, 0);
      expect(hexOf(buffer, 0, CAPACITY)).toBe(contentWith('', 0));
      expect(indices(buffer)).toEqual([0, 0]);
    });
  });
}
