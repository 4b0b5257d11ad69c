import { type ByteBuf, Unpooled } from '@watertight/buffer';

/** Before every payload stands its length in bytes, a big-endian unsigned integer. */
export const HEADER_BYTES = 4;

/**
 * `payload` as one frame.
 *
 * Ownership: borrows `payload`, whose indices stay; returns owned.
 */
export function encodeFrame(payload: ByteBuf): ByteBuf {
  const { readerIndex, readableBytes } = payload;
  return Unpooled.buffer(HEADER_BYTES + readableBytes)
    .writeInt(readableBytes)
    .writeBytes(payload, readerIndex, readableBytes);
}
