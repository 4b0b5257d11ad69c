import { inspect } from 'node:util';
import { formatPlace, formatReport, type LeakTracker, leakDetector, toReport } from '@watertight/leak-detector';
import { callerFrames, withStack } from './caller-stack.ts';
import { UntrackedError } from './errors.ts';

/** What a matcher tells `expect`, in Vitest as in Jest. */
export interface MatcherResult {
  readonly pass: boolean;
  message(): string;
}

/** The matchers that the plugins add to their runner's `expect`; for another runner: `expect.extend(leakMatchers)`. */
export const leakMatchers = {
  /** Passes when nobody has to release `received` any more. Borrows it. */
  toBeReleased(received: unknown): MatcherResult {
    const { name, refCnt, condition, tracker } = stateOf('toBeReleased', received);
    return {
      pass: refCnt === 0,
      message: () =>
        `Expected ${name}${refCnt === 0 ? ' not' : ''} to be released, but ${condition}.${historyOf(tracker)}`,
    };
  },

  /** Passes when `received` has to be released exactly `expected` times. Borrows it. */
  toHaveRefCnt(received: unknown, expected: number): MatcherResult {
    const { name, refCnt, condition, tracker } = stateOf('toHaveRefCnt', received);
    return {
      pass: refCnt === expected,
      message: () =>
        refCnt === expected
          ? `Expected ${name} not to have refCnt ${expected}.${historyOf(tracker)}`
          : `Expected ${name} to have refCnt ${expected}, but ${condition}.${historyOf(tracker)}`,
    };
  },
};

interface ResourceState {
  readonly name: string;
  /** What the resource says of itself. For one that is only open or closed: 1 or 0. */
  readonly refCnt: number;
  /** The same as the end of a sentence: `its refCnt is 2`. */
  readonly condition: string;
  readonly tracker: LeakTracker | undefined;
}

function stateOf(matcher: string, received: unknown): ResourceState {
  const resource: { readonly refCnt?: unknown } = Object(received);
  const tracker = leakDetector.trackerOf(resource);
  const name = tracker?.type.name ?? 'the resource';
  const { refCnt } = resource;
  if (typeof refCnt === 'number') {
    return { name, refCnt, condition: refCnt === 0 ? releaseOf(tracker) : `its refCnt is ${refCnt}`, tracker };
  }
  if (tracker === undefined) {
    throw withStack(new UntrackedError(matcher, inspect(received, { depth: 0 })), callerFrames());
  }
  if (tracker.state === 'released') {
    return { name, refCnt: 0, condition: releaseOf(tracker), tracker };
  }
  const { permanentReason: reason } = tracker;
  return {
    name,
    refCnt: 1,
    condition: reason === undefined ? 'it is still open' : `it is permanent: ${reason}`,
    tracker,
  };
}

/** With the place of the last release, where the tracker has kept it. */
function releaseOf(tracker: LeakTracker | undefined): string {
  const frame = tracker?.ownershipRecords.findLast(({ refCntAfter }) => refCntAfter === 0)?.stack[0];
  const place = frame === undefined ? '' : ` at ${formatPlace(frame, tracker?.scope.format.root)}`;
  return `it was released${place}`;
}

/** What happened to an open resource so far, as a leak report tells it. Whoever expects something of it still holds it. */
function historyOf(tracker: LeakTracker | undefined): string {
  return tracker === undefined || tracker.state === 'released'
    ? ''
    : `\n\n${formatReport(toReport(tracker, 'reachable'), tracker.scope.format)}`;
}
