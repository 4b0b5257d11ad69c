import type { ByteBuf } from '@watertight/buffer';

/** Remembers how long frames were. */
export class FrameLog {
  readonly lengths: number[] = [];

  /** Borrows `payload`. */
  add(payload: ByteBuf): void {
    // Planted: the log keeps a number, not the payload, so nobody ever releases what is retained here.
    const kept = payload.retain();
    this.lengths.push(kept.readableBytes);
  }
}
