import type { Hint } from '@watertight/leak-detector';
/** What is released by hand, when the last reference to it is given back. Netty's interface of this name. */
export interface ReferenceCounted {
  /** How many references there are; 0 once it is released. */
  readonly refCnt: number;
  /** Adds references, each of which has to be released. Returns itself. */
  retain(increment?: number): this;
  /** Gives references back. Returns whether the last one was among them. */
  release(decrement?: number): boolean;
  /** Leaves `hint` in the leak report: who has it in hand here. Returns itself. */
  touch(hint?: Hint): this;
}

/** Whether `value` has what a {@link ReferenceCounted} has, from whichever package or copy of one it comes. */
export function isReferenceCounted(value: unknown): value is ReferenceCounted {
  if (typeof value !== 'object' || value === null) {
    return false;
  }
  // Each by its name, since V8 looks up names that it does not know beforehand about ten times slower.
  const { refCnt, retain, release, touch } = value as Partial<ReferenceCounted>;
  return (
    typeof refCnt === 'number' &&
    typeof retain === 'function' &&
    typeof release === 'function' &&
    typeof touch === 'function'
  );
}
