import { expect, test } from 'vitest';
import { illegalArgument, outcome, outOfBounds } from '../outcome.ts';
import { CAPACITY, indices, type Lend } from './lent-buffer.ts';

export function indicesContract(lend: Lend): void {
  test('the indices divide the capacity', () => {
    lend((buffer) => {
      buffer.setIndex(3, 10);
      expect([buffer.readableBytes, buffer.writableBytes]).toEqual([7, 6]);
      expect([buffer.isReadable(), buffer.isReadable(7), buffer.isReadable(8)]).toEqual([true, true, false]);
      expect([buffer.isWritable(), buffer.isWritable(6), buffer.isWritable(7)]).toEqual([true, true, false]);
      expect(buffer.maxWritableBytes).toBe(buffer.maxCapacity - 10);
      buffer.readerIndex = 10;
      buffer.writerIndex = CAPACITY;
      expect(indices(buffer)).toEqual([10, CAPACITY]);
      expect(indices(buffer.clear())).toEqual([0, 0]);
    });
  });

  test.for([
    ['readerIndex', -1, 'readerIndex: -1, writerIndex: 10'],
    ['readerIndex', 11, 'readerIndex: 11, writerIndex: 10'],
    ['readerIndex', NaN, 'readerIndex: NaN, writerIndex: 10'],
    ['writerIndex', 2, 'readerIndex: 3, writerIndex: 2'],
    ['writerIndex', CAPACITY + 1, 'readerIndex: 3, writerIndex: 17'],
    ['writerIndex', 4.5, 'readerIndex: 3, writerIndex: 4.5'],
  ] as const)('%s does not become %d', ([property, index, message]) => {
    lend((buffer) => {
      buffer.setIndex(3, 10);
      const assign = (): unknown => {
        buffer[property] = index;
        return undefined;
      };
      expect(outcome(assign)).toEqual(
        outOfBounds(`${message} (expected: 0 <= readerIndex <= writerIndex <= capacity(${CAPACITY}))`),
      );
      expect(indices(buffer)).toEqual([3, 10]);
    });
  });

  test('skipping moves the reader index, but not past the writer index', () => {
    lend((buffer) => {
      buffer.setIndex(3, 10);
      expect(indices(buffer.skipBytes(7))).toEqual([10, 10]);
      expect(outcome(() => buffer.skipBytes(1))).toEqual(
        outOfBounds(`readerIndex(10) + length(1) exceeds writerIndex(10): ${buffer}`),
      );
      expect(outcome(() => buffer.skipBytes(-1))).toEqual(
        illegalArgument('minimumReadableBytes: -1 (expected: >= 0), a whole number of bytes'),
      );
    });
  });

  test('room is made up to the maximum capacity only', () => {
    lend((buffer) => {
      buffer.writerIndex = 10;
      expect(buffer.ensureWritable(6).capacity).toBe(CAPACITY);
      const tooMuch = buffer.maxCapacity - 9;
      expect(outcome(() => buffer.ensureWritable(tooMuch))).toEqual(
        outOfBounds(
          `writerIndex(10) + minWritableBytes(${tooMuch}) exceeds maxCapacity(${buffer.maxCapacity}): ${buffer}`,
        ),
      );
      expect(outcome(() => buffer.ensureWritable(NaN))).toEqual(
        illegalArgument('minWritableBytes: NaN (expected: >= 0), a whole number of bytes'),
      );
      expect(buffer.capacity).toBe(CAPACITY);
    });
  });

  test('a marked index is come back to, if it still fits', () => {
    lend((buffer) => {
      buffer.setIndex(3, 10).markReaderIndex().markWriterIndex().setIndex(5, 12);
      expect(indices(buffer.resetReaderIndex().resetWriterIndex())).toEqual([3, 10]);
      buffer.setIndex(0, 2);
      expect(outcome(() => buffer.resetReaderIndex())).toEqual(
        outOfBounds(
          `readerIndex: 3, writerIndex: 2 (expected: 0 <= readerIndex <= writerIndex <= capacity(${CAPACITY}))`,
        ),
      );
    });
  });

  test('read bytes are discarded, and marks move with what is left', () => {
    lend((buffer) => {
      buffer.setIndex(6, 10).markReaderIndex().markWriterIndex().readerIndex = 8;
      expect(indices(buffer.discardReadBytes())).toEqual([0, 2]);
      expect([buffer.getByte(0), buffer.getByte(1)]).toEqual([8, 9]);
      expect(indices(buffer.resetReaderIndex())).toEqual([0, 2]);
      expect(indices(buffer.skipBytes(2).discardReadBytes())).toEqual([0, 0]);
    });
  });

  test('room that cannot be made is told by a number, if asked for by force', () => {
    lend((buffer) => {
      buffer.writerIndex = 10;
      expect([buffer.ensureWritable(6, false), buffer.ensureWritable(buffer.maxCapacity, false)]).toEqual([0, 1]);
      expect(buffer.capacity).toBe(CAPACITY);
    });
  });
}
