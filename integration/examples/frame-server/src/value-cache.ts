import type { ByteBuf } from '@watertight/buffer';

/**
 * Values by key, `maxEntries` at most: the one that nobody has asked for longest makes room.
 *
 * Ownership: has one reference to each value in it, until the value is replaced or makes room, or until `clear`.
 */
export class ValueCache {
  readonly #maxEntries: number;
  /** The one that was asked for last is the last. */
  readonly #values = new Map<string, ByteBuf>();

  constructor(maxEntries: number) {
    this.#maxEntries = maxEntries;
  }

  /** Keeps the readable bytes of `value` without copying them. Borrows `value`. */
  put(key: string, value: ByteBuf): void {
    const kept = value.retainedSlice();
    this.#delete(key);
    this.#values.set(key, kept);
    const [oldest] = this.#values.keys();
    if (oldest !== undefined && this.#values.size > this.#maxEntries) {
      this.#delete(oldest);
    }
  }

  /** Returns owned: the value stays whole when it makes room while somebody still reads it. */
  get(key: string): ByteBuf | undefined {
    const value = this.#values.get(key);
    if (value !== undefined) {
      this.#values.delete(key);
      this.#values.set(key, value);
    }
    return value?.retainedSlice();
  }

  clear(): void {
    for (const key of this.#values.keys()) {
      this.#delete(key);
    }
  }

  #delete(key: string): void {
    this.#values.get(key)?.release();
    this.#values.delete(key);
  }
}
