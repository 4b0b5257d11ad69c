/// <reference lib="es2024.string" />

import { IllegalArgumentError } from './errors.ts';

/** The encodings of text that a ByteBuf knows. */
export type Charset = 'utf8';

/** The most bytes one UTF-16 code unit can become. */
const MAX_BYTES_PER_CODE_UNIT = 3;

/** How many bytes Netty reserves before it encodes `text`; the result may be shorter. */
export function maxBytes(text: string): number {
  return text.length * MAX_BYTES_PER_CODE_UNIT;
}

/** Encodes `text` at `at`, a lone surrogate as `?` as Java does; returns the number of bytes. Borrows `memory`. */
export function encode(text: string, memory: Buffer, at: number): number {
  return memory.write(text.isWellFormed() ? text : text.replace(/\p{Surrogate}/gu, '?'), at, 'utf8');
}

/** Refuses an encoding that TypeScript would have refused. */
export function checkCharset(charset: Charset): void {
  if (charset !== 'utf8') {
    throw new IllegalArgumentError(`charset: ${String(charset)} (expected: utf8)`, 'charset');
  }
}
