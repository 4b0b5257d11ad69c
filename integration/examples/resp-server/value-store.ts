import type { ByteBuf } from '@watertight/buffer';

/**
 * The values of a server by their keys.
 *
 * Ownership: has one reference to each value, until another one takes its place, or it is deleted, or until {@link clear}.
 */
export class ValueStore {
  readonly #values = new Map<string, ByteBuf>();

  /** The value as it lies here. Returns view. */
  get(key: string): ByteBuf | undefined {
    return this.#values.get(key);
  }

  /** Takes `value`. */
  set(key: string, value: ByteBuf): void {
    this.#values.get(key)?.release();
    this.#values.set(key, value);
  }

  /** Whether there was one. */
  delete(key: string): boolean {
    this.#values.get(key)?.release();
    return this.#values.delete(key);
  }

  clear(): void {
    for (const value of this.#values.values()) {
      value.release();
    }
    this.#values.clear();
  }
}
