import { isAscii } from 'node:buffer';
import type { TextCodec } from './text-codec.ts';

/** Text of one byte for each UTF-16 code unit: what a byte cannot hold becomes a question mark. */
export const ISO_8859_1: TextCodec = {
  maxBytesPerCodeUnit: 1,
  reservedBytes: (codeUnits) => codeUnits,
  write: writeLatin1,
  encode: (text) => Buffer.from(text.replace(/[\u{100}-\u{10ffff}]/gu, '?'), 'latin1'),
  decode: decodeLatin1,
  isText: () => true,
};

/** As {@link ISO_8859_1}, since Netty writes and reads bytes above 0x7f all the same; Java's encoder alone refuses them. */
export const US_ASCII: TextCodec = {
  ...ISO_8859_1,
  encode: (text) => Buffer.from(text.replace(/[\u{80}-\u{10ffff}]/gu, '?'), 'latin1'),
  isText: isAscii,
};

/** Unlike Java's encoder, Netty sees code units: a surrogate pair becomes two question marks. */
function writeLatin1(text: string, memory: Buffer, at: number): number {
  return memory.write(text.replace(/[\u0100-\uffff]/g, '?'), at, 'latin1');
}

function decodeLatin1(memory: Buffer, start: number, end: number): string {
  return memory.toString('latin1', start, end);
}
