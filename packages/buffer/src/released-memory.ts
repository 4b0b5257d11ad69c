import { formatPlace, type LeakTracker, type StackFrame } from '@watertight/leak-detector';
import { IllegalReferenceCountError } from './errors.ts';

/** What was tried with memory that nobody owns any more: its name and number as Netty prints them, and the way out. */
interface LateUse {
  readonly attempt: string;
  readonly advice: string;
}

/** The error for a second release; names the first one where it was recorded. */
export function releasedTwice(decrement: number, tracker: LeakTracker | undefined): IllegalReferenceCountError {
  return lateUse({ attempt: `, decrement: ${decrement}`, advice: 'remove one of the two calls' }, tracker);
}

/** The error for a `retain` that comes too late. */
export function retainedTooLate(increment: number, tracker: LeakTracker | undefined): IllegalReferenceCountError {
  return lateUse({ attempt: `, increment: ${increment}`, advice: 'retain it before that' }, tracker);
}

/** The error for any other use of released memory. */
export function usedTooLate(tracker: LeakTracker | undefined): IllegalReferenceCountError {
  return lateUse({ attempt: '', advice: 'release it after its last use' }, tracker);
}

function lateUse({ attempt, advice }: LateUse, tracker: LeakTracker | undefined): IllegalReferenceCountError {
  const release = tracker?.ownershipRecords.findLast(({ operation }) => operation === 'release');
  const place = release?.stack[0];
  if (tracker === undefined || release === undefined || place === undefined) {
    const where = 'leak level "paranoid" tells where';
    return new IllegalReferenceCountError(`refCnt: 0${attempt}. This ByteBuf was already released; ${where}.`, 0);
  }
  const where = formatPlace(place, process.cwd());
  const created = withStack('The ByteBuf was created here', tracker.createdAt);
  return new IllegalReferenceCountError(
    `refCnt: 0${attempt}. This ByteBuf was already released at ${where}; ${advice}.`,
    0,
    { cause: withStack('The ByteBuf was released here', release.stack, { cause: created }) },
  );
}

/** An error that stands for a recorded place: runners print its stack and follow its cause. */
function withStack(message: string, frames: readonly StackFrame[], options?: ErrorOptions): Error {
  const error = new Error(message, options);
  const lines = frames.map(({ functionName, file, line, column }) => {
    return `    at ${functionName === '' ? '<anonymous>' : functionName} (${file}:${line}:${column})`;
  });
  error.stack = [`Error: ${message}`, ...lines].join('\n');
  return error;
}
