import { IllegalArgumentError } from './errors.ts';
import { ISO_8859_1, US_ASCII } from './latin1.ts';
import type { TextCodec } from './text-codec.ts';
import { decodeUtf8, UTF_8 } from './utf8.ts';
import { UTF_16, UTF_16BE, UTF_16LE } from './utf16.ts';

/**
 * The encodings of text that a ByteBuf knows, by the names that Node or Java gives them. `utf16` is Java's "UTF-16": it
 * obeys a byte order mark, takes big-endian without one, and writes a big-endian one.
 */
export type Charset =
  | 'utf8'
  | 'utf16'
  | 'utf16be'
  | 'utf16le'
  | 'ascii'
  | 'latin1'
  | 'utf-8'
  | 'utf-16'
  | 'utf-16be'
  | 'utf-16le'
  | 'UTF-8'
  | 'UTF-16'
  | 'UTF-16BE'
  | 'UTF-16LE'
  | 'US-ASCII'
  | 'ISO-8859-1';

const CODECS: ReadonlyMap<string, TextCodec> = new Map(
  Object.entries({
    utf8: UTF_8,
    utf16: UTF_16,
    utf16be: UTF_16BE,
    utf16le: UTF_16LE,
    ascii: US_ASCII,
    latin1: ISO_8859_1,
    'utf-8': UTF_8,
    'utf-16': UTF_16,
    'utf-16be': UTF_16BE,
    'utf-16le': UTF_16LE,
    'UTF-8': UTF_8,
    'UTF-16': UTF_16,
    'UTF-16BE': UTF_16BE,
    'UTF-16LE': UTF_16LE,
    'US-ASCII': US_ASCII,
    'ISO-8859-1': ISO_8859_1,
  } satisfies Record<Charset, TextCodec>),
);

/** @throws IllegalArgumentError for a name that is no {@link Charset}. */
export function codecOf(charset: Charset): TextCodec {
  const codec = CODECS.get(charset);
  if (codec === undefined) {
    const expected = [...CODECS.keys()].join(', ');
    throw new IllegalArgumentError(`charset: ${String(charset)} (expected: ${expected})`, 'charset');
  }
  return codec;
}

/** Refuses an encoding that TypeScript would have refused. */
export function checkCharset(charset: Charset): void {
  if (charset !== 'utf8') {
    codecOf(charset);
  }
}

/** Refuses what is no text, or in no encoding, where TypeScript would have refused it. */
export function checkText(text: string, charset: Charset): void {
  checkCharset(charset);
  if (typeof text !== 'string') {
    throw new IllegalArgumentError(`text: ${String(text)} (expected: a string)`, 'text');
  }
}

/** Whether every byte is a character. */
export function isOneByte(charset: Charset): boolean {
  return charset !== 'utf8' && codecOf(charset).maxBytesPerCodeUnit === 1;
}

/** How many bytes Netty reserves before it writes `text`; the result may be shorter. */
export function maxBytes(text: string, charset: Charset = 'utf8'): number {
  return codecOf(charset).reservedBytes(text.length);
}

/** Writes `text` at `at`, where {@link maxBytes} have room, and returns the number of bytes. Borrows `memory`. */
export function encode(text: string, memory: Buffer, at: number, charset: Charset = 'utf8'): number {
  return codecOf(charset).write(text, memory, at);
}

/** The text of the bytes from `start` to `end`; what is malformed becomes U+FFFD. Borrows `memory`. */
export function decode(memory: Buffer, start: number, end: number, charset: Charset = 'utf8'): string {
  return charset === 'utf8' ? decodeUtf8(memory, start, end) : codecOf(charset).decode(memory, start, end);
}

/** `text` as Java's encoder of the charset gives it. Returns a copy. */
export function encodeLikeJava(text: string, charset: Charset): Buffer {
  return codecOf(charset).encode(text);
}

/** The capacity that Netty gives a buffer before it encodes `text` into it with Java's encoder. */
export function maxEncodedBytes(text: string, charset: Charset): number {
  return text.length * codecOf(charset).maxBytesPerCodeUnit;
}
