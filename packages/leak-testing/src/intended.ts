import { leakDetector } from '@watertight/leak-detector';
import { callerFrames, withStack } from './caller-stack.ts';
import { OptionError, OutsideTestError } from './errors.ts';

// Nothing is remembered here: scopes and trackers remember it, so that every copy of this module does the same.

/** The scopes that somebody can speak for while they are running. The file and its modules are nobody's in particular. */
const SPOKEN_FOR: ReadonlySet<string> = new Set(['test', 'block', 'code']);

/**
 * Says that what this test leaves open is meant to stay open. Its leaks do not fail it, wherever in the test the call
 * stands; they are still reported, as allowed. In a hook of a block it is said of the block.
 *
 * @throws OutsideTestError where no test and no hook is running.
 * @throws OptionError for an empty reason.
 */
export function allowLeaks(reason: string): void {
  checkReason('allowLeaks', reason);
  const scope = leakDetector.placement?.scope;
  if (scope === undefined || !SPOKEN_FOR.has(scope.kind)) {
    throw withStack(new OutsideTestError(`allowLeaks(${JSON.stringify(reason)})`), callerFrames());
  }
  scope.allow(reason);
}

/**
 * Declares that `resource` lives as long as the process by design: a shared constant, a cache. Nobody answers for it any
 * more. A resource that is not tracked, or already released, is left as it is.
 *
 * Ownership: borrows `resource`, and returns it: owned where it was.
 *
 * @throws OptionError for an empty reason.
 */
export function permanent<T extends object>(resource: T, reason: string): T {
  checkReason('permanent', reason);
  leakDetector.trackerOf(resource)?.declarePermanent(reason);
  return resource;
}

/**
 * Calls `fn` and returns what it returns. What it opens is not tracked, nor what its asynchronous work opens, also later.
 * Ownership: returns owned what `fn` returns owned; nobody will say when it is not released.
 */
export function untracked<R>(fn: () => R): R {
  return leakDetector.untracked(fn);
}

/**
 * Calls `fn` and returns what it returns. What it opens, also in its asynchronous work, belongs to the test file instead
 * of the test that came first: a lazily made singleton, say, that `afterAll` releases. Where nothing is judged, it is
 * just a call.
 */
export function fileScope<R>(fn: () => R): R {
  const around = leakDetector.placement?.scope.outermost;
  return around === undefined ? fn() : around.run(fn);
}

function checkReason(name: string, reason: unknown): void {
  if (typeof reason !== 'string' || reason.trim() === '') {
    const error = new OptionError(`${name} needs a reason: a sentence that says why this is meant to be.`);
    throw withStack(error, callerFrames());
  }
}
