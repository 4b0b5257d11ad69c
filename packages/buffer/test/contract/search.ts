import { ByteProcessor } from '@watertight/buffer';
import { describe, expect, test } from 'vitest';
import { outcome, outOfBounds } from '../outcome.ts';
import { CAPACITY, indices, type Lend } from './lent-buffer.ts';

/** Bytes with some values that occur twice. */
const TEXT = Buffer.from('ab, cd\r\n\0xyz ab\xff', 'latin1');

export function searchContract(lend: Lend): void {
  describe('in written text', () => {
    const lendText: Lend = (use) => lend((buffer) => use(buffer.setBytes(0, TEXT).setIndex(1, 14)));

    test.for([
      [0, CAPACITY, 0x61, 0],
      [1, CAPACITY, 0x61, 13],
      [1, 13, 0x61, -1],
      [-5, 3, 0x62, 1],
      [CAPACITY, 0, 0x61, 13],
      [13, 0, 0x61, 0],
      [99, 1, 0x61, 13],
      [13, 1, 0x61, -1],
      [0, CAPACITY, 0xff, 15],
      [0, CAPACITY, -1, 15],
      [0, CAPACITY, 0x161, 0],
      [3, 3, 0x20, -1],
      [99, 99, 0x20, -1],
      [-1, -2, 0x61, -1],
    ] as const)('indexOf(%d, %d, %d) is %d', ([fromIndex, toIndex, value, index]) => {
      lendText((buffer) => {
        expect(buffer.indexOf(fromIndex, toIndex, value)).toBe(index);
        expect(indices(buffer)).toEqual([1, 14]);
      });
    });

    test('bytesBefore counts from the reader index or from an index', () => {
      lendText((buffer) => {
        expect([buffer.bytesBefore(0x62), buffer.bytesBefore(0x61), buffer.bytesBefore(0xff)]).toEqual([0, 12, -1]);
        expect([buffer.bytesBefore(12, 0x61), buffer.bytesBefore(13, 0x61)]).toEqual([-1, 12]);
        expect([buffer.bytesBefore(2, 14, 0xff), buffer.bytesBefore(2, 13, 0xff)]).toEqual([13, -1]);
        expect(indices(buffer)).toEqual([1, 14]);
      });
    });

    test('forEachByte stops where a processor says so, and says where', () => {
      lendText((buffer) => {
        expect(buffer.forEachByte(ByteProcessor.FIND_CRLF)).toBe(6);
        expect(buffer.forEachByteDesc(ByteProcessor.FIND_CRLF)).toBe(7);
        expect(buffer.forEachByte(ByteProcessor.FIND_LINEAR_WHITESPACE)).toBe(3);
        expect(buffer.forEachByteDesc(ByteProcessor.FIND_LINEAR_WHITESPACE)).toBe(12);
        expect(buffer.forEachByte(4, 12, (byte) => byte < 0x80)).toBe(15);
        expect(buffer.forEachByteDesc(0, 4, ByteProcessor.FIND_NUL)).toBe(-1);
        expect(indices(buffer)).toEqual([1, 14]);
      });
    });

    test('a processor is shown every byte in its turn', () => {
      lendText((buffer) => {
        const shown: number[] = [];
        const note = (byte: number): boolean => shown.push(byte) > 0;
        expect([buffer.forEachByte(note), Buffer.from(shown).equals(TEXT.subarray(1, 14))]).toEqual([-1, true]);
        expect([buffer.forEachByteDesc(14, 2, note), shown.slice(13)]).toEqual([-1, [0xff, 0x62]]);
        expect([buffer.forEachByte(3, 0, note), shown.length]).toEqual([-1, 15]);
      });
    });
  });

  test.for([
    ['indexOf', 3, 14],
    ['forEachByte', 3, 14],
    ['forEachByteDesc', 3, 14],
    ['forEachByte', -1, 2],
    ['forEachByteDesc', 2, -1],
  ] as const)('%s does not look outside, at %d for %d bytes', ([method, index, lengthBytes]) => {
    lend((buffer) => {
      const search = (): number =>
        method === 'indexOf'
          ? buffer.indexOf(index, index + lengthBytes, 0)
          : buffer[method](index, lengthBytes, ByteProcessor.FIND_NUL);
      const message = `index: ${index}, length: ${lengthBytes} (expected: range(0, ${CAPACITY}))`;
      expect(outcome(search)).toEqual(outOfBounds(message));
    });
  });

  test('what a processor throws reaches the caller', () => {
    lend((buffer) => {
      const refuse = (): boolean => {
        throw new Error('enough');
      };
      expect(() => buffer.setIndex(0, 4).forEachByte(refuse)).toThrow('enough');
      expect(indices(buffer)).toEqual([0, 4]);
    });
  });
}
