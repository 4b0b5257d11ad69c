import { type ByteBuf, ReadOnlyBufferError } from '@watertight/buffer';
import { expect, test } from 'vitest';
import { outcome, outOfBounds } from '../outcome.ts';
import { CAPACITY, call, contentWith, hexOf, indices, type Lend } from './lent-buffer.ts';

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

  test('toBuffers is the readable bytes themselves, and so is toBuffer where they lie in one piece', () => {
    lend((buffer) => {
      buffer.setIndex(2, 6);
      const [first, ...others] = buffer.toBuffers();
      expect([...Buffer.concat(buffer.toBuffers())]).toEqual([2, 3, 4, 5]);
      expect([...buffer.toBuffer()]).toEqual([2, 3, 4, 5]);
      expect([...buffer.asUint8Array(3, 2)]).toEqual([3, 4]);
      first?.fill(0xff, 0, 1);
      expect(buffer.getUnsignedByte(2)).toBe(0xff);
      if (others.length === 0) {
        buffer.toBuffer().fill(0xee, 1, 2);
        expect(buffer.getUnsignedByte(3)).toBe(0xee);
      }
    });
  });

  test('a read-only view reads like the buffer, and nothing writes through it', () => {
    lend((buffer) => {
      buffer.setIndex(2, 6);
      const view = buffer.asReadOnly();
      expect([view.readShort(), view.readableBytes, buffer.readableBytes]).toEqual([0x0203, 2, 4]);
      expect([view.isReadOnly(), view.isWritable(), view.slice().isReadOnly()]).toEqual([true, false, true]);
      for (const [method, ...args] of [
        ['setInt', 0, 1],
        ['setBytes', 0, new Uint8Array(1)],
        ['setZero', 0, 1],
        ['discardReadBytes'],
        ['ensureWritable', 0],
        ['setCharSequence', 0, 'a'],
      ] as const) {
        expect(() => call(view as ByteBuf, method, ...args)).toThrow(ReadOnlyBufferError);
        expect(() => call(view.duplicate() as ByteBuf, method, ...args)).toThrow(ReadOnlyBufferError);
      }
      view.toBuffer(0, 1).fill(0xff);
      expect([hexOf(buffer, 0, CAPACITY), view.asReadOnly()]).toEqual([contentWith('', 0), view]);
    });
  });

  test('an unreleasable buffer is the buffer, which it never releases', () => {
    lend((buffer) => {
      const name = buffer.asUnreleasable();
      expect([name.release(), name.retain(7).refCnt, name.retainedSlice(0, 4).release(), buffer.refCnt]).toEqual([
        false,
        1,
        false,
        1,
      ]);
      expect([indices(name.writerIndex === 0 ? name.setIndex(1, 4) : name), indices(buffer)]).toEqual([
        [1, 4],
        [1, 4],
      ]);
    });
  });

  test('a little-endian buffer is the buffer, whose numbers it turns around', () => {
    lend((buffer) => {
      const little = buffer.order('LITTLE_ENDIAN');
      expect([little.getInt(1), little.getShortLE(1), little.getUnsignedShort(4), little.getChar(4)]).toEqual([
        0x04030201, 0x0102, 0x0504, 0x0504,
      ]);
      little.writeMedium(0xa1b2c3).writeLong(1n);
      expect([hexOf(buffer, 0, 12), indices(buffer)]).toEqual(['c3b2a101000000000000000b', [0, 11]]);
      expect([little.order(), buffer.order(), little.slice().order()]).toEqual([
        'LITTLE_ENDIAN',
        'BIG_ENDIAN',
        'LITTLE_ENDIAN',
      ]);
      expect(little.order('BIG_ENDIAN').getInt(4)).toBe(buffer.getInt(4));
    });
  });
}
