/// <reference lib="es2024.string" />

import { isUtf8 } from 'node:buffer';
import type { TextCodec } from './text-codec.ts';

/** The most bytes that one UTF-16 code unit can become. */
const MAX_BYTES_PER_CODE_UNIT = 3;

export const UTF_8: TextCodec = {
  maxBytesPerCodeUnit: MAX_BYTES_PER_CODE_UNIT,
  reservedBytes: (codeUnits) => codeUnits * MAX_BYTES_PER_CODE_UNIT,
  write: (text, memory, at) => memory.write(withoutLoneSurrogates(text), at, 'utf8'),
  encode: (text) => Buffer.from(withoutLoneSurrogates(text), 'utf8'),
  decode: decodeUtf8,
  isText: isUtf8,
};

/** How many bytes `text` takes in UTF-8. */
export function utf8Length(text: string): number {
  return Buffer.byteLength(withoutLoneSurrogates(text), 'utf8');
}

/**
 * Decodes the bytes from `start` to `end`. What is malformed becomes as many U+FFFD as in Java, with one exception: Java has
 * one for an encoded surrogate, Node one for each of its bytes. To look for them would cost short texts 15 % of their speed.
 * Borrows `memory`.
 */
export function decodeUtf8(memory: Buffer, start: number, end: number): string {
  // UTF-8 is Node's default, and naming it costs time too.
  return memory.toString(undefined, start, end);
}

/** As Java encodes it: half a surrogate pair is a question mark. */
function withoutLoneSurrogates(text: string): string {
  return text.isWellFormed() ? text : text.replace(/\p{Surrogate}/gu, '?');
}
