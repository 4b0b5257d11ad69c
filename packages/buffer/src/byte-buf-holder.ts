import { inspect } from 'node:util';
import { type Hint, LEAK_TRACKER, type LeakTracker } from '@watertight/leak-detector';
import type { ByteBuf } from './byte-buf.ts';
import { defineDispose } from './define-dispose.ts';
import type { ReferenceCounted } from './reference-counted.ts';
import { usedTooLate } from './released-memory.ts';

/** A message with a buffer in it, whose count is the buffer's. Netty's interface of this name. */
export interface ByteBufHolder extends ReferenceCounted {
  /**
   * The buffer. Returns view.
   *
   * @throws IllegalReferenceCountError when it has been released.
   */
  content(): ByteBuf;
  /** A holder of a copy of the content. Borrows; returns owned. */
  copy(): ByteBufHolder;
  /** A holder of the same memory, with indices of its own. Returns view. */
  duplicate(): ByteBufHolder;
  /** As {@link duplicate}, with a reference of its own. Borrows; returns owned. */
  retainedDuplicate(): ByteBufHolder;
  /** A holder of `content` that is else like this one. Takes `content`; returns owned. */
  replace(content: ByteBuf): ByteBufHolder;
}

/** A holder of nothing but a buffer, for messages to extend: they override `replace`. Netty's class of this name. */
export class DefaultByteBufHolder implements ByteBufHolder {
  /** Gives one reference back when a `using` declaration ends, where the realm has `Symbol.dispose`. */
  declare readonly [Symbol.dispose]: () => void;

  readonly #content: ByteBuf;

  /** Takes `content`. */
  constructor(content: ByteBuf) {
    this.#content = content;
  }

  /** What the leak detector remembers of the content, where it is tracked. */
  get [LEAK_TRACKER](): LeakTracker | undefined {
    return this.#content[LEAK_TRACKER];
  }

  content(): ByteBuf {
    if (this.refCnt === 0) {
      throw usedTooLate(this.#content[LEAK_TRACKER]);
    }
    return this.#content;
  }

  copy(): ReturnType<this['replace']> {
    return this.#with(this.#content.copy());
  }

  duplicate(): ReturnType<this['replace']> {
    return this.#with(this.#content.duplicate());
  }

  retainedDuplicate(): ReturnType<this['replace']> {
    return this.#with(this.#content.retainedDuplicate());
  }

  /** A holder of `content` that is else like this one: what `copy` and the duplicates are made with. Takes `content`. */
  replace(content: ByteBuf): DefaultByteBufHolder {
    return holderOf(content);
  }

  get refCnt(): number {
    return this.#content.refCnt;
  }

  retain(increment?: number): this {
    this.#content.retain(increment);
    return this;
  }

  release(decrement?: number): boolean {
    return this.#content.release(decrement);
  }

  touch(hint?: Hint): this {
    this.#content.touch(hint);
    return this;
  }

  /** Whether `other` is of the same class and its content has the same readable bytes. Borrows both. */
  equals(other: unknown): boolean {
    return this === other || (isAlike(this, other) && this.#content.equals(other.#content));
  }

  /** The content's. Borrows. */
  hashCode(): number {
    return this.#content.hashCode();
  }

  /** Netty's description: `DefaultByteBufHolder(UnpooledHeapByteBuf(ridx: 0, widx: 4, cap: 4/4))`. */
  toString(): string {
    return `${this.constructor.name}(${this.#content})`;
  }

  /** Shows class and content in Node's consoles. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return `${this.constructor.name}(${inspect(this.#content)})`;
  }

  /** What a subclass's `replace` returns, as its type says. */
  #with(content: ByteBuf): ReturnType<this['replace']> {
    return this.replace(content) as ReturnType<this['replace']>;
  }
}

defineDispose(DefaultByteBufHolder.prototype, (holder) => holder.release());

// The class does not name itself, for the reason that byte-buf.ts gives.

function holderOf(content: ByteBuf): DefaultByteBufHolder {
  return new DefaultByteBufHolder(content);
}

function isAlike(holder: DefaultByteBufHolder, other: unknown): other is DefaultByteBufHolder {
  return other instanceof DefaultByteBufHolder && other.constructor === holder.constructor;
}
