/** Counts memory that is in use, and knows when more would be too much: for itself, or for what it is a part of. */
export class MemoryLimit {
  readonly maxBytes: number;
  /** Pieces of memory. */
  count = 0;
  usedBytes = 0;
  /** The most that was in use at a time. */
  peakBytes = 0;
  protected readonly whole: MemoryLimit | undefined;

  /** @param whole - against which the same memory counts, too. */
  constructor(maxBytes: number, whole?: MemoryLimit) {
    this.maxBytes = maxBytes;
    this.whole = whole;
  }

  /**
   * Which limit has no room for a piece; none if there is room.
   *
   * @param replacedBytes - the size of a piece that will be given back at once, having been copied.
   */
  exceeded(bytes: number, replacedBytes = 0): MemoryLimit | undefined {
    return this.usedBytes + bytes - replacedBytes > this.maxBytes ? this : this.whole?.exceeded(bytes, replacedBytes);
  }

  /** Counts a piece. */
  take(bytes: number, replacedBytes = 0): void {
    this.count += 1;
    this.usedBytes += bytes;
    this.peakBytes = Math.max(this.peakBytes, this.usedBytes - replacedBytes);
    this.whole?.take(bytes, replacedBytes);
  }

  giveBack(bytes: number): void {
    this.count -= 1;
    this.usedBytes -= bytes;
    this.whole?.giveBack(bytes);
  }
}
