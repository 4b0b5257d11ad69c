import { expect, test } from 'vitest';
import { illegalArgument, outcome, outOfBounds } from '../outcome.ts';
import { CAPACITY, call, hexOf, indices, type Lend } from './lent-buffer.ts';

export function textContract(lend: Lend): void {
  test('text is written, read, set and got in UTF-8', () => {
    lend((buffer) => {
      expect(buffer.writeCharSequence('aß€')).toBe(6);
      expect(hexOf(buffer, 0, 7)).toBe('61c39fe282ac06');
      expect([buffer.toString('utf8'), buffer.toString(1, 2, 'utf8')]).toEqual(['aß€', 'ß']);
      expect([buffer.readCharSequence(3, 'utf8'), indices(buffer)]).toEqual(['aß', [3, 6]]);
      expect(buffer.setCharSequence(8, 'öz', 'utf8')).toBe(3);
      expect([buffer.getCharSequence(8, 3, 'utf8'), indices(buffer)]).toEqual(['öz', [3, 6]]);
    });
  });

  test('half a surrogate pair is written as a question mark, half a character is read as U+FFFD', () => {
    lend((buffer) => {
      expect([buffer.writeCharSequence('a\ud800b'), buffer.toString('utf8')]).toEqual([3, 'a?b']);
      buffer.setBytes(0, Uint8Array.of(0xe2, 0x82));
      expect(buffer.getCharSequence(0, 3)).toBe('\ufffdb');
    });
  });

  test('text that could be too long is refused, and so is an unknown charset', () => {
    lend((buffer) => {
      const [text, latin1] = ['123456', 'latin1'];
      expect(outcome(() => buffer.setCharSequence(0, text))).toEqual(
        outOfBounds(`index: 0, length: 18 (expected: range(0, ${CAPACITY}))`),
      );
      expect(outcome(() => call(buffer, 'toString', latin1))).toEqual(
        illegalArgument('charset: latin1 (expected: utf8)'),
      );
      expect(outcome(() => call(buffer, 'writeCharSequence', text, latin1))).toEqual(
        illegalArgument('charset: latin1 (expected: utf8)'),
      );
      expect(indices(buffer)).toEqual([0, 0]);
    });
  });
}
