import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import type { ByteBuf, ByteBufAllocator } from '@watertight/buffer';

/**
 * What a program allocated and released, in its order: the capacity of each new buffer, or, below 0, one less than the
 * negative number of the buffer that is released. Buffers are numbered as they are allocated.
 */
export type AllocationTrace = readonly number[];

/**
 * The example frame-server's buffers while 16 clients at a time stored and fetched 581 source files, all of which it copies
 * into buffers of its own: 56,981 buffers, of which the 10,287,497 bytes at its peak are the 1,000 values that it keeps.
 *
 * The file holds variable-length integers, lowest bits first: `2 n` for n bytes allocated, `2 k + 1` for the release of the
 * buffer that is k allocations older than the newest.
 */
export function frameServerTrace(): AllocationTrace {
  const bytes = brotliDecompressSync(readFileSync(join(import.meta.dirname, 'frame-server.trace.br')));
  const trace: number[] = [];
  let allocated = 0;
  for (let at = 0; at < bytes.length; ) {
    let value = 0;
    let factor = 1;
    let byte: number;
    do {
      byte = bytes[at] ?? 0;
      value += (byte % 128) * factor;
      factor *= 128;
      at += 1;
    } while (byte >= 128);
    if (value % 2 === 0) {
      trace.push(value / 2);
      allocated += 1;
    } else {
      trace.push((value - 1) / 2 - allocated);
    }
  }
  return trace;
}

/** Sizes from 1 byte to 1 MiB, as many small ones as large ones, about `live` of them at a time; always the same for a seed. */
export function randomTrace(seed: number, live: number, allocations: number): AllocationTrace {
  const trace: number[] = [];
  const open: number[] = [];
  let state = seed;
  const below = (limit: number): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % limit;
  };
  for (let allocated = 0; allocated < allocations; ) {
    if (below(2 * live) >= open.length) {
      trace.push(Math.floor(2 ** (below(2000) / 100)));
      open.push(allocated);
      allocated += 1;
    } else {
      const index = below(open.length);
      trace.push(-(open[index] ?? 0) - 1);
      open[index] = open.at(-1) ?? 0;
      open.pop();
    }
  }
  return [...trace, ...open.map((number) => -number - 1)];
}

/** Does with `allocator` what the program did; `look` is called after each step with the bytes that are asked for then. */
export function replay(trace: AllocationTrace, allocator: ByteBufAllocator, look: (askedBytes: number) => void): void {
  const buffers: (ByteBuf | undefined)[] = [];
  let askedBytes = 0;
  for (const step of trace) {
    if (step >= 0) {
      buffers.push(allocator.directBuffer(step));
      askedBytes += step;
    } else {
      const buffer = buffers[-step - 1];
      askedBytes -= buffer?.capacity ?? 0;
      buffer?.release();
      buffers[-step - 1] = undefined;
    }
    look(askedBytes);
  }
}
