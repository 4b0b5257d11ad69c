import type { ByteBuf } from '@watertight/buffer';
import type { FrameDecoder } from '../src/frame-decoder.ts';

/** All payloads that `chunk` completes. Borrows both; returns owned payloads. */
export function collectFrames(decoder: FrameDecoder, chunk: Uint8Array): ByteBuf[] {
  // Planted: when the decoder refuses a frame, those before it are lost together with the array.
  return [...decoder.decode(chunk)];
}
