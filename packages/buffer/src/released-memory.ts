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

/** The error for more references given back than anybody holds: some of them were never taken, or somebody else's. */
export function releasedTooOften(
  refCnt: number,
  decrement: number,
  tracker: LeakTracker | undefined,
): IllegalReferenceCountError {
  const message = `refCnt: ${refCnt}, decrement: ${decrement}. No more references can be released than are held.`;
  const { created = '', released, cause } = historyOf(tracker);
  const last = released === undefined ? '' : ` The last release was at ${released}.`;
  return new IllegalReferenceCountError(`${message}${created}${last}`, refCnt, cause);
}

function lateUse({ attempt, advice }: LateUse, tracker: LeakTracker | undefined): IllegalReferenceCountError {
  const { created, released, unknown = '', cause } = historyOf(tracker);
  const where = released === undefined ? unknown : ` at ${released}`;
  const end = created === undefined ? 'leak level "paranoid" tells where.' : `${advice}.${created}`;
  return new IllegalReferenceCountError(
    `refCnt: 0${attempt}. This ByteBuf was already released${where}; ${end}`,
    0,
    cause,
  );
}

/** A release has no stack only where its scope has had more of them than the detector captures without asking. */
const UNKNOWN = ' (its line is one of very many in its scope, of which not each is recorded)';

/** What is known of a buffer's life, for a message and as causes. Of very many releases, not each is recorded. */
interface History {
  /** A sentence, behind a space. */
  readonly created?: string;
  /** The place of the last release. */
  readonly released?: string;
  /** Why there is none. */
  readonly unknown?: string;
  readonly cause?: ErrorOptions;
}

function historyOf(tracker: LeakTracker | undefined): History {
  const creation = tracker?.createdAt[0];
  if (tracker === undefined || creation === undefined) {
    return {};
  }
  const created = ` It was created at ${formatPlace(creation, process.cwd())}.`;
  const createdHere = withStack('The ByteBuf was created here', tracker.createdAt);
  const release = tracker.ownershipRecords.findLast(({ operation }) => operation === 'release');
  const place = release?.stack[0];
  if (release === undefined || place === undefined) {
    return { created, ...(release !== undefined && { unknown: UNKNOWN }), cause: { cause: createdHere } };
  }
  const cause = withStack('The ByteBuf was released here', release.stack, { cause: createdHere });
  return { created, released: formatPlace(place, process.cwd()), cause: { cause } };
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
