import {
  type LeakReport,
  type LeakScope,
  type LeakTracker,
  type Reachability,
  releaseFlows,
  toReport,
} from '@watertight/leak-detector';
import type { Platform } from './platform.ts';

/** Turns of the event loop that late releases get before anything is measured. */
const FREE_TURNS = 3;

/** A report of everything in `scope` that is still open after a bounded wait, oldest first; a clean scope waits for nothing. */
export async function reportsOf(
  scope: LeakScope,
  timeoutMs: number,
  platform: Platform,
): Promise<readonly LeakReport[]> {
  if (scope.openCount === 0) {
    return [];
  }
  const reachability = await settle(scope, timeoutMs, platform);
  const flowOf = releaseFlows(scope);
  return scope.open.map((tracker) => toReport(tracker, reachability.get(tracker) ?? 'unknown', flowOf(tracker)));
}

/**
 * Waits until nothing of `scope` is open, nobody is left who could release it, or `timeoutMs` have passed; says of each
 * tracker that is still open whether its resource can be reached.
 *
 * The verdict never depends on the collector: it can only shorten the wait, because what is unreachable stays open.
 */
async function settle(
  scope: LeakScope,
  timeoutMs: number,
  platform: Platform,
): Promise<ReadonlyMap<LeakTracker, Reachability>> {
  for (let turn = 0; turn < FREE_TURNS && scope.openCount > 0; turn += 1) {
    await platform.turn();
  }
  let reachability = await collect(scope, platform);
  // Counted is what was waited, not what a clock says: a collection, or a busy machine, takes nobody's time to release.
  let leftMs = timeoutMs;
  for (let delayMs = 1; canStillBeReleased(scope, reachability) && leftMs > 0; delayMs *= 2) {
    const waitMs = Math.min(delayMs, leftMs);
    await platform.sleep(waitMs);
    leftMs -= waitMs;
    if (leftMs === 0) {
      // Asked again: V8 keeps alive what is made while it marks.
      reachability = await collect(scope, platform);
    }
  }
  return reachability;
}

function canStillBeReleased(scope: LeakScope, reachability: ReadonlyMap<LeakTracker, Reachability>): boolean {
  return scope.open.some((tracker) => reachability.get(tracker) !== 'unreachable');
}

async function collect(scope: LeakScope, platform: Platform): Promise<ReadonlyMap<LeakTracker, Reachability>> {
  if (scope.openCount === 0) {
    return new Map();
  }
  scope.prepareForCollection();
  // Whatever a weak reference was asked for stays alive until the current job ends.
  await platform.turn();
  const collected = platform.collectGarbage();
  return new Map(
    scope.open.map((tracker) => [tracker, !collected ? 'unknown' : tracker.isCollected ? 'unreachable' : 'reachable']),
  );
}
