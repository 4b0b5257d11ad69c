import type { Bounded } from './bounds.ts';
import { MAX_CAPACITY } from './capacity.ts';

/** How many bytes a line shows. */
export const SHOWN_BYTES = 12;

/** The first bytes in hexadecimal and as text: `00 00 00 05 68 65 6c 6c 6f  ....hello`. Borrows `bytes`. */
export function hexLine(bytes: Buffer): string {
  const shown = bytes.subarray(0, SHOWN_BYTES);
  const hex = Array.from(shown, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
  const text = shown.toString('latin1').replace(/[^\x20-\x7e]/g, '.');
  return shown.length === 0 ? '' : `${hex}  ${text}`;
}

/** `UnpooledHeapByteBuf(ridx: 0, widx: 12, cap: 64/256)`; of a derived buffer also what it was derived from, as Netty says it. */
export function describe(className: string, buffer: Bounded, unwrapped?: string): string {
  const { readerIndex, writerIndex, capacity, maxCapacity } = buffer;
  const limit = maxCapacity === MAX_CAPACITY ? '' : `/${maxCapacity}`;
  const source = unwrapped === undefined ? '' : `, unwrapped: ${unwrapped}`;
  return `${className}(ridx: ${readerIndex}, widx: ${writerIndex}, cap: ${capacity}${limit}${source})`;
}

/** What consoles show: the description, and of an open buffer its count and its first readable bytes. Borrows `readable`. */
export function inspect(description: string, refCnt: number, readable: Buffer): string {
  return refCnt === 0 ? description : `${description} { refCnt: ${refCnt}, content: '${hexLine(readable)}' }`;
}
