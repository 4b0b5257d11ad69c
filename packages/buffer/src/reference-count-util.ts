import { inspect } from 'node:util';
import type { Hint } from '@watertight/leak-detector';
import { isReferenceCounted } from './reference-counted.ts';

/** Counts the references of messages that may be anything: what counts none is left alone. Netty's class of this name. */
export const ReferenceCountUtil = Object.freeze({ refCnt, retain, release, safeRelease, touch });

/** The count; -1 of what counts no references. Borrows. */
function refCnt(message: unknown): number {
  return isReferenceCounted(message) ? message.refCnt : -1;
}

/** Adds references, each of which has to be released. Returns `message`. */
function retain<T>(message: T, increment = 1): T {
  return isReferenceCounted(message) ? message.retain(increment) : message;
}

/** Gives references back. Takes them; returns whether the last one was among them. */
function release(message: unknown, decrement = 1): boolean {
  return isReferenceCounted(message) && message.release(decrement);
}

/** Leaves `hint` in the leak report. Borrows; returns `message`. */
function touch<T>(message: T, hint?: Hint): T {
  return isReferenceCounted(message) ? message.touch(hint) : message;
}

/**
 * As {@link release} where an error must not hide another one, in a `finally` block for one: what Netty logs becomes a
 * warning of the process with code `WATERTIGHT_RELEASE_FAILED`, whose detail is the error. Takes the references.
 */
function safeRelease(message: unknown, decrement = 1): void {
  try {
    release(message, decrement);
  } catch (error) {
    const suffix = decrement === 1 ? '' : ` (decrement: ${String(decrement)})`;
    process.emitWarning(`Failed to release a message: ${inspect(message, { depth: 0 })}${suffix}`, {
      type: 'ReleaseWarning',
      code: 'WATERTIGHT_RELEASE_FAILED',
      detail: inspect(error),
    });
  }
}
