import { expect, test } from 'vitest';
import { outcome, outOfBounds } from '../outcome.ts';
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

  test('text is written, read, set and got in every charset', () => {
    lend((buffer) => {
      expect(buffer.writeCharSequence('aß', 'utf16')).toBe(6);
      expect(buffer.setCharSequence(6, 'aß', 'utf16le')).toBe(4);
      expect(buffer.setCharSequence(10, 'aß', 'UTF-16BE')).toBe(4);
      expect(buffer.setCharSequence(14, 'ß€', 'US-ASCII')).toBe(2);
      expect(hexOf(buffer, 0, CAPACITY)).toBe('feff006100df6100df00006100dfdf3f');
      expect([buffer.readCharSequence(6, 'UTF-16'), indices(buffer)]).toEqual(['aß', [6, 6]]);
      expect(buffer.getCharSequence(6, 4, 'utf16le')).toBe('aß');
      expect(buffer.toString(10, 4, 'utf16be')).toBe('aß');
      expect([buffer.getCharSequence(14, 2, 'latin1'), buffer.toString(14, 2, 'ascii')]).toEqual(['ß?', 'ß?']);
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
      const [text, ebcdic] = ['123456', 'IBM1047'];
      expect(outcome(() => buffer.setCharSequence(0, text))).toEqual(
        outOfBounds(`index: 0, length: 18 (expected: range(0, ${CAPACITY}))`),
      );
      const unknown = /^charset: IBM1047 \(expected: utf8, utf16, /;
      expect(() => call(buffer, 'toString', ebcdic)).toThrow(unknown);
      expect(() => call(buffer, 'writeCharSequence', text, ebcdic)).toThrow(unknown);
      expect(indices(buffer)).toEqual([0, 0]);
    });
  });
}
