import { expect, test } from 'vitest';
import { outcome, outOfBounds } from '../outcome.ts';
import { CAPACITY, hexOf, indices, type Lend } from './lent-buffer.ts';

export function viewsContract(lend: Lend): void {
  test('a slice is a window of fixed length on the same bytes', () => {
    lend((buffer) => {
      buffer.setIndex(2, 12);
      const slice = buffer.slice(4, 4);
      expect([indices(slice), slice.capacity, slice.maxCapacity]).toEqual([[0, 4], 4, 4]);
      slice.setByte(1, 0xff);
      expect(buffer.getUnsignedByte(5)).toBe(0xff);
      buffer.setByte(6, 0xee);
      expect(slice.slice(2, 2).getUnsignedByte(0)).toBe(0xee);
      expect(hexOf(buffer.slice(), 0, 10)).toBe(hexOf(buffer, 2, 10));
      expect(outcome(() => slice.getByte(4))).toEqual(outOfBounds('index: 4, length: 1 (expected: range(0, 4))'));
      expect(outcome(() => slice.slice(1, 4))).toEqual(outOfBounds('index: 1, length: 4 (expected: range(0, 4))'));
      expect([indices(buffer), buffer.refCnt]).toEqual([[2, 12], 1]);
    });
  });

  test('readSlice moves behind the slice', () => {
    lend((buffer) => {
      buffer.setIndex(2, 12);
      expect(hexOf(buffer.readSlice(3), 0, 3)).toBe('020304');
      expect(indices(buffer)).toEqual([5, 12]);
      expect(outcome(() => buffer.readSlice(8))).toEqual(
        outOfBounds(`readerIndex(5) + length(8) exceeds writerIndex(12): ${buffer}`),
      );
    });
  });

  test('a duplicate has indices of its own over the same bytes', () => {
    lend((buffer) => {
      buffer.setIndex(2, 12);
      const duplicate = buffer.duplicate();
      expect([duplicate.readByte(), duplicate.readableBytes]).toEqual([2, 9]);
      duplicate.writeByte(0xff);
      expect([buffer.getUnsignedByte(12), indices(buffer)]).toEqual([0xff, [2, 12]]);
    });
  });

  test('a view shares the count, and a retained one adds to it', () => {
    lend((buffer) => {
      buffer.setIndex(2, 12);
      const views = [buffer.slice(), buffer.readSlice(1), buffer.duplicate()];
      expect([buffer.refCnt, ...views.map((view) => view.refCnt)]).toEqual([1, 1, 1, 1]);
      const retained = [buffer.retainedSlice(), buffer.readRetainedSlice(1), buffer.retainedDuplicate()];
      expect([buffer.refCnt, ...retained.map((view) => view.refCnt)]).toEqual([4, 4, 4, 4]);
      expect(retained.map((view) => view.release())).toEqual([false, false, false]);
    });
  });

  test('a retained view outside the buffer changes neither count nor indices', () => {
    lend((buffer) => {
      expect(outcome(() => buffer.readRetainedSlice(1))).toEqual(
        outOfBounds(`readerIndex(0) + length(1) exceeds writerIndex(0): ${buffer}`),
      );
      expect(() => buffer.retainedSlice(0, CAPACITY + 1)).toThrow(RangeError);
      expect([buffer.refCnt, indices(buffer)]).toEqual([1, [0, 0]]);
    });
  });

  test('a copy has memory and a count of its own', () => {
    lend((buffer) => {
      buffer.setIndex(2, 6);
      using copy = buffer.copy();
      using part = buffer.copy(8, 2);
      buffer.retain().setByte(3, 0xff);
      expect([copy.refCnt, indices(copy), hexOf(copy, 0, 4), hexOf(part, 0, 2)]).toEqual([
        1,
        [0, 4],
        '02030405',
        '0809',
      ]);
    });
  });

  test('toBuffer is the readable bytes themselves', () => {
    lend((buffer) => {
      const view = buffer.setIndex(2, 6).toBuffer();
      expect([...view]).toEqual([2, 3, 4, 5]);
      view[0] = 0xff;
      expect(buffer.getUnsignedByte(2)).toBe(0xff);
    });
  });
}
