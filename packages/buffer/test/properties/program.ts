import { inspect, isDeepStrictEqual } from 'node:util';
import type { ByteBuf } from '@watertight/buffer';
import type { HandleModel } from './handle-model.ts';
import { type MemoryModel, Refusal } from './memory-model.ts';

/** Arbitrary numbers, from which a program takes all its decisions; it ends with them. */
export class Tape {
  readonly #numbers: readonly number[];
  #at = 0;

  constructor(numbers: readonly number[]) {
    this.#numbers = numbers;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#numbers.length;
  }

  next(): number {
    const number = this.#numbers[this.#at] ?? 0;
    this.#at += 1;
    return number;
  }

  below(limit: number): number {
    return this.next() % limit;
  }

  /** Mostly from 0 to `most`; now and then what no buffer takes for an index or a length. */
  upTo(most: number): number {
    const number = this.next();
    const bad = [-1, most + 1, 2 ** 31, Number.NaN, 0.5][number % 61];
    return bad ?? number % (most + 1);
  }

  pick<T>(choices: readonly [T, ...T[]]): T {
    return choices[this.below(choices.length)] ?? choices[0];
  }
}

/** A buffer, and what it should be. */
export interface Pair {
  readonly name: string;
  readonly ours: ByteBuf;
  readonly model: HandleModel;
}

/** One kind of step that a program can take on a buffer of its. */
export type Operation = (program: Program, pair: Pair, tape: Tape) => void;

/** The buffers of one program, and what was done with them. */
export class Program {
  readonly pairs: Pair[] = [];
  readonly #log: string[] = [];

  add(text: string, ours: ByteBuf, model: HandleModel): Pair {
    const name = `b${this.pairs.length}`;
    this.#log.push(`const ${name} = ${text}`);
    const pair = { name, ours, model };
    this.pairs.push(pair);
    return pair;
  }

  /** Makes a call on both sides. Returns whether both let it pass; throws if they do not come to the same. */
  agree(text: string, ours: () => unknown, model: () => unknown): boolean {
    this.#log.push(text);
    const [actual, expected] = [outcomeOf(ours), outcomeOf(model)];
    if (!(expected instanceof Refused)) {
      this.#require(expected, actual);
      return true;
    }
    // What cannot be written may be refused for another reason as well, and then either may be given.
    this.#require(expected, expected.isReadOnly && actual instanceof Refused ? expected : actual);
    return false;
  }

  /** As {@link agree} for calls that make a buffer, which then takes part. */
  derive(text: string, ours: () => ByteBuf, model: () => HandleModel): void {
    const made: { ours?: ByteBuf; model?: HandleModel } = {};
    const both = this.agree(
      text,
      () => {
        made.ours = ours();
      },
      () => {
        made.model = model();
      },
    );
    if (made.ours !== undefined && made.model !== undefined && both) {
      this.add(text, made.ours, made.model);
    }
  }

  /** Compares indices and count, which is quick. */
  checkIndices({ name, ours, model }: Pair): void {
    this.#log.push(`indices of ${name}`);
    this.#require(
      [model.readerIndex, model.writerIndex, model.refCnt],
      [ours.readerIndex, ours.writerIndex, ours.refCnt],
    );
    this.#log.pop();
  }

  /** Compares everything that can be seen of a buffer. */
  check(pair: Pair): void {
    const { name, ours, model } = pair;
    this.checkIndices(pair);
    if (model.refCnt > 0) {
      this.#log.push(`content of ${name}`);
      this.#require(
        [model.capacity, model.maxCapacity, model.content],
        [ours.capacity, ours.maxCapacity, contentOf(ours)],
      );
      this.#log.pop();
    }
  }

  /** Gives back every reference that is nobody else's; nothing may be left. */
  end(): void {
    for (const pair of this.pairs) {
      const references = owned(pair.model.memory);
      if (references > 0 && !pair.model.isUnreleasable) {
        this.agree(
          `${pair.name}.release(${references})`,
          () => pair.ours.release(references),
          () => pair.model.release(references),
        );
      }
    }
    for (const pair of this.pairs) {
      this.checkIndices(pair);
    }
    this.#log.push('all memory is released');
    const open = this.pairs.filter(({ ours }) => ours.refCnt !== 0).map(({ name }) => name);
    this.#require([], open);
  }

  #require(expected: unknown, actual: unknown): void {
    if (!isDeepStrictEqual(expected, actual)) {
      const program = this.#log.map((line) => `  ${line}`).join('\n');
      throw new Error(`After\n${program}\nthe buffer says ${inspect(actual)}, the model ${inspect(expected)}.`);
    }
  }
}

/** How many references to `memory` a program may give back: those that no composite buffer holds. */
export function owned({ refCnt, held }: MemoryModel): number {
  return refCnt - held;
}

class Refused {
  readonly code: string;

  constructor(code: string) {
    this.code = code;
  }

  get isReadOnly(): boolean {
    return this.code === 'WATERTIGHT_READ_ONLY_BUFFER';
  }
}

function outcomeOf(call: () => unknown): unknown {
  try {
    const value = call();
    // What returns the buffer itself returns another object on each side.
    return typeof value === 'object' ? undefined : value;
  } catch (error) {
    if (error instanceof Refusal || (error instanceof Error && 'code' in error)) {
      return new Refused(String(error.code));
    }
    throw error;
  }
}

function contentOf(buffer: ByteBuf): string {
  const content = Buffer.alloc(buffer.capacity);
  buffer.getBytes(0, content);
  return content.toString('hex');
}
