/// <reference lib="es2024.string" />

import type { TextCodec } from './text-codec.ts';

const BYTE_ORDER_MARK = '\ufeff';
const REVERSED_MARK = '\ufffe';

/** Stands for half a code unit at the end: a high surrogate without its low one is malformed, alone and after another. */
const HALF = '\ud800';

/** Java's "UTF-16": a mark in front says the byte order, without one it is big-endian; written with a big-endian mark. */
export const UTF_16: TextCodec = {
  ...codec(encodeMarked, decodeMarked),
  maxBytesPerCodeUnit: 4,
  reservedBytes: (codeUnits) => (codeUnits === 0 ? 0 : 2 * codeUnits + 2),
};

/** Java's "UTF-16BE", which neither writes nor looks for a mark. */
export const UTF_16BE: TextCodec = codec(encodeBE, codeUnitsBE);

/** Java's "UTF-16LE", which neither writes nor looks for a mark. */
export const UTF_16LE: TextCodec = codec(encodeLE, codeUnitsLE);

function codec(encode: (text: string) => Buffer, codeUnitsOf: (bytes: Buffer) => string): TextCodec {
  return {
    maxBytesPerCodeUnit: 2,
    reservedBytes: (codeUnits) => 2 * codeUnits,
    write: (text, memory, at) => encode(text).copy(memory, at),
    encode,
    decode: (memory, start, end) => {
      const bytes = memory.subarray(start, end);
      return withReplacements(codeUnitsOf(bytes) + (bytes.length % 2 === 0 ? '' : HALF));
    },
    isText: (bytes) => bytes.length % 2 === 0 && codeUnitsOf(bytes).isWellFormed(),
  };
}

function encodeLE(text: string): Buffer {
  return Buffer.from(text.toWellFormed(), 'utf16le');
}

function encodeBE(text: string): Buffer {
  return encodeLE(text).swap16();
}

function encodeMarked(text: string): Buffer {
  return encodeBE(text === '' ? '' : BYTE_ORDER_MARK + text);
}

/** All whole code units; half of one at the end is left out. */
function codeUnitsLE(bytes: Buffer): string {
  return bytes.toString('utf16le');
}

function codeUnitsBE(bytes: Buffer): string {
  return codeUnitsLE(Buffer.from(bytes.subarray(0, bytes.length & ~1)).swap16());
}

function decodeMarked(bytes: Buffer): string {
  const text = codeUnitsBE(bytes);
  const codeUnits = text.startsWith(REVERSED_MARK) ? codeUnitsLE(bytes) : text;
  return codeUnits.startsWith(BYTE_ORDER_MARK) ? codeUnits.slice(1) : codeUnits;
}

/** As Java replaces: what is malformed is one U+FFFD, a high surrogate together with whatever follows it. */
function withReplacements(codeUnits: string): string {
  return codeUnits.isWellFormed() ? codeUnits : codeUnits.replace(/[\ud800-\udbff].?|[\udc00-\udfff]/gs, replacement);
}

function replacement(codeUnits: string): string {
  return codeUnits.isWellFormed() ? codeUnits : '\ufffd';
}
