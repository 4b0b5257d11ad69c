import type { ByteBuf } from './byte-buf.ts';

/** Releases, unless somebody else has done it: that error is told where there is no other one. Takes `buffer`. */
export function releaseAfter(error: Error | null, buffer: ByteBuf): Error | null {
  try {
    buffer.release();
    return error;
  } catch (late) {
    return error ?? (late as Error);
  }
}
