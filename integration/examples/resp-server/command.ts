import { type ByteBuf, DefaultByteBufHolder } from '@watertight/buffer';

/** Where the arguments of a command lie in its bytes: the index and the length of each, in turn. */
export type Ranges = readonly number[];

/**
 * What a client asks for: the bytes that it sent, and where the arguments are in them. The first one is the name.
 *
 * Ownership: releasing the command releases its bytes; arguments are views of them.
 */
export class Command extends DefaultByteBufHolder {
  readonly #ranges: Ranges;

  /** Takes `content`. */
  constructor(content: ByteBuf, ranges: Ranges) {
    super(content);
    this.#ranges = ranges;
  }

  /** How many arguments there are, the name included. */
  get length(): number {
    return this.#ranges.length / 2;
  }

  /** An argument as text, a character for each byte: so two keys are the same text only when they are the same bytes. */
  text(index: number): string {
    return this.content().toString(...this.#rangeOf(index), 'latin1');
  }

  /** The bytes of an argument. Returns view. */
  argument(index: number): ByteBuf {
    return this.content().slice(...this.#rangeOf(index));
  }

  override replace(content: ByteBuf): Command {
    return new Command(content, this.#ranges);
  }

  #rangeOf(index: number): [start: number, lengthBytes: number] {
    return [this.#ranges[2 * index] ?? 0, this.#ranges[2 * index + 1] ?? 0];
  }
}
