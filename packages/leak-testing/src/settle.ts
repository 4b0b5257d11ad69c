import type { LeakScope, LeakTracker, Reachability } from '@watertight/leak-detector';
import type { Platform } from './platform.ts';

/** Turns of the event loop that late releases get before anything is measured. */
const FREE_TURNS = 3;

/**
 * Waits until nothing of `scope` is open, nobody is left who could release it, or `timeoutMs` have passed; says of each
 * tracker that is still open whether its resource can be reached.
 *
 * The verdict never depends on the collector: it can only shorten the wait, because what is unreachable stays open.
 */
export async function settle(
  scope: LeakScope,
  timeoutMs: number,
  platform: Platform,
): Promise<ReadonlyMap<LeakTracker, Reachability>> {
  const deadline = platform.now() + timeoutMs;
  for (let turn = 0; turn < FREE_TURNS && scope.openCount > 0; turn += 1) {
    await platform.turn();
  }
  let reachability = await collect(scope, platform);
  for (let delayMs = 1; canStillBeReleased(scope, reachability) && platform.now() < deadline; delayMs *= 2) {
    await platform.sleep(Math.min(delayMs, deadline - platform.now()));
    if (platform.now() >= deadline) {
      reachability = await collect(scope, platform);
    }
  }
  return reachability;
}

function canStillBeReleased(scope: LeakScope, reachability: ReadonlyMap<LeakTracker, Reachability>): boolean {
  return scope.open.some((tracker) => reachability.get(tracker) !== 'unreachable');
}

async function collect(scope: LeakScope, platform: Platform): Promise<ReadonlyMap<LeakTracker, Reachability>> {
  const open = scope.open;
  if (open.length === 0) {
    return new Map();
  }
  for (const tracker of open) {
    tracker.prepareForCollection();
  }
  // Whatever a weak reference was asked for stays alive until the current job ends.
  await platform.turn();
  const collected = platform.collectGarbage();
  return new Map(
    scope.open.map((tracker) => [tracker, !collected ? 'unknown' : tracker.isCollected ? 'unreachable' : 'reachable']),
  );
}
