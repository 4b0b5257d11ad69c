import { Unpooled } from '@watertight/buffer';
import { expect, test } from 'vitest';
import { outcome, outOfBounds } from '../outcome.ts';
import { CAPACITY, contentWith, hexOf, indices, type Lend } from './lent-buffer.ts';

export function bytesContract(lend: Lend): void {
  test('getBytes copies into an array, or a part of it', () => {
    lend((buffer) => {
      const array = new Uint8Array(4);
      buffer.getBytes(2, array);
      expect([...array]).toEqual([2, 3, 4, 5]);
      buffer.getBytes(8, array, 1, 2);
      expect([...array]).toEqual([2, 8, 9, 5]);
      expect(indices(buffer)).toEqual([0, 0]);
    });
  });

  test('getBytes moves the writer index of another buffer unless told where', () => {
    using other = Unpooled.buffer(6, 6);
    lend((buffer) => {
      buffer.getBytes(2, other, 2);
      buffer.getBytes(8, other);
      expect([hexOf(other, 0, 6), indices(other)]).toEqual(['020308090a0b', [0, 6]]);
      buffer.getBytes(0, other, 1, 2);
      expect([hexOf(other, 0, 6), indices(other)]).toEqual(['020001090a0b', [0, 6]]);
      expect(indices(buffer)).toEqual([0, 0]);
    });
  });

  test('readBytes copies and moves on', () => {
    using other = Unpooled.buffer(4, 4);
    lend((buffer) => {
      buffer.writerIndex = CAPACITY;
      const array = new Uint8Array(3);
      buffer.readBytes(array).readBytes(array, 1, 1).readBytes(other, 2).readBytes(other).readBytes(other, 1, 1);
      expect([...array]).toEqual([0, 3, 2]);
      expect([hexOf(other, 0, 4), indices(other)]).toEqual(['04080607', [0, 4]]);
      using copy = buffer.readBytes(2);
      expect([hexOf(copy, 0, 2), indices(copy), copy.refCnt]).toEqual(['090a', [0, 2], 1]);
      expect(indices(buffer)).toEqual([11, CAPACITY]);
      expect(buffer.readBytes(0)).toBe(Unpooled.EMPTY_BUFFER);
    });
  });

  test('setBytes copies from an array or another buffer', () => {
    using other = Unpooled.copiedBuffer(Uint8Array.of(0xa0, 0xa1, 0xa2, 0xa3));
    lend((buffer) => {
      buffer.setBytes(0, Uint8Array.of(0xb0, 0xb1)).setBytes(3, Uint8Array.of(0xb2, 0xb3, 0xb4), 1, 1);
      expect(hexOf(buffer, 0, 6)).toBe('b0b102b30405');
      buffer.setBytes(4, other, 1).setBytes(6, other);
      expect([hexOf(buffer, 4, 6), indices(other)]).toEqual(['a005a1a2a309', [4, 4]]);
      buffer.setBytes(0, other, 2, 2);
      expect([hexOf(buffer, 0, 2), indices(other), indices(buffer)]).toEqual(['a2a3', [4, 4], [0, 0]]);
    });
  });

  test('writeBytes appends from an array or another buffer', () => {
    using other = Unpooled.copiedBuffer(Uint8Array.of(0xa0, 0xa1, 0xa2));
    lend((buffer) => {
      buffer.writeBytes(Uint8Array.of(0xb0, 0xb1)).writeBytes(Uint8Array.of(0xb2, 0xb3), 1, 1);
      buffer.writeBytes(other, 1).writeBytes(other).writeBytes(other, 0, 1).writeZero(2);
      expect(hexOf(buffer, 0, 10)).toBe('b0b1b3a0a1a2a0000009');
      expect([indices(buffer), indices(other)]).toEqual([
        [0, 9],
        [3, 3],
      ]);
    });
  });

  test('bytes are copied within one memory as if they had been read first', () => {
    lend((buffer) => {
      buffer.setBytes(1, buffer, 0, 4);
      expect(hexOf(buffer, 0, 6)).toBe('000001020305');
    });
  });

  test('a range that does not fit on the other side leaves both sides alone', () => {
    using other = Unpooled.buffer(4, 4).writeZero(2);
    lend((buffer) => {
      buffer.writerIndex = 10;
      const array = new Uint8Array(2);
      for (const [fails, message] of [
        [() => buffer.getBytes(0, array, 1, 2), 'dstIndex: 1, length: 2 (expected: range(0, 2))'],
        [() => buffer.getBytes(0, array, 0, NaN), `index: 0, length: NaN (expected: range(0, ${CAPACITY}))`],
        [() => buffer.getBytes(0, other, 3), 'dstIndex: 2, length: 3 (expected: range(0, 4))'],
        [() => buffer.readBytes(array, -1, 2), 'dstIndex: -1, length: 2 (expected: range(0, 2))'],
        [() => buffer.readBytes(other, 3), `length(3) exceeds dst.writableBytes(2) where dst is: ${other}`],
        [() => buffer.readBytes(11), `readerIndex(0) + length(11) exceeds writerIndex(10): ${buffer}`],
        [() => buffer.setBytes(0, array, 2, 1), 'srcIndex: 2, length: 1 (expected: range(0, 2))'],
        [() => buffer.setBytes(0, other, 3), `length(3) exceeds src.readableBytes(2) where src is: ${other}`],
        [() => buffer.setBytes(15, other), `index: 15, length: 2 (expected: range(0, ${CAPACITY}))`],
        [() => buffer.writeBytes(array, 1, 2), 'srcIndex: 1, length: 2 (expected: range(0, 2))'],
        [() => buffer.writeBytes(other, 3), `length(3) exceeds src.readableBytes(2) where src is: ${other}`],
      ] as const) {
        expect(outcome(fails)).toEqual(outOfBounds(message));
      }
      expect([indices(buffer), indices(other), [...array]]).toEqual([
        [0, 10],
        [0, 2],
        [0, 0],
      ]);
      expect([hexOf(buffer, 0, CAPACITY), hexOf(other, 0, 4)]).toEqual([contentWith('', 0), '00000000']);
    });
  });
}
