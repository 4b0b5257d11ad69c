// Searches in one piece of memory. Positions are the memory's; -1 says that there is none. Whoever calls has checked that
// `start` to `end` is inside. Every function borrows `memory`.

import type { ByteProcessor } from './byte-processor.ts';

/** From here on a call of Node's costs less than looking at each byte. */
const SHORT_BYTES = 32;

/** The first place of `value`, of which only the lowest byte counts. */
export function firstIndexOf(memory: Buffer, start: number, end: number, value: number): number {
  const byte = value & 0xff;
  const lengthBytes = end - start;
  if (lengthBytes < SHORT_BYTES) {
    for (let at = start; at < end; at += 1) {
      if (memory[at] === byte) {
        return at;
      }
    }
    return -1;
  }
  // To search too far costs less than a view of the range, unless it is very much too far.
  if (memory.length - end <= lengthBytes) {
    const found = memory.indexOf(byte, start);
    return found < end ? found : -1;
  }
  const found = memory.subarray(start, end).indexOf(byte);
  return found === -1 ? -1 : start + found;
}

/** The last place of `value`, of which only the lowest byte counts. */
export function lastIndexOf(memory: Buffer, start: number, end: number, value: number): number {
  const byte = value & 0xff;
  const lengthBytes = end - start;
  if (lengthBytes < SHORT_BYTES) {
    for (let at = end - 1; at >= start; at -= 1) {
      if (memory[at] === byte) {
        return at;
      }
    }
    return -1;
  }
  if (start <= lengthBytes) {
    const found = memory.lastIndexOf(byte, end - 1);
    return found >= start ? found : -1;
  }
  const found = memory.subarray(start, end).lastIndexOf(byte);
  return found === -1 ? -1 : start + found;
}

/** The first byte at which `processor` stops. */
export function firstStop(memory: Buffer, start: number, end: number, processor: ByteProcessor): number {
  for (let at = start; at < end; at += 1) {
    if (!processor(memory[at] as number)) {
      return at;
    }
  }
  return -1;
}

/** The last byte at which `processor` stops, which is shown the bytes from the end. */
export function lastStop(memory: Buffer, start: number, end: number, processor: ByteProcessor): number {
  for (let at = end - 1; at >= start; at -= 1) {
    if (!processor(memory[at] as number)) {
      return at;
    }
  }
  return -1;
}
