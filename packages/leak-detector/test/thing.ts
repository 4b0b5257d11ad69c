import { createLeakDetector, type LeakDetector, type LeakScope, type LeakTracker } from '@watertight/leak-detector';

/** A resource for tests: counted, and tracked by whatever detector it is given. */
export class Thing {
  static readonly TYPE = {
    name: 'Thing',
    remedy: 'Close it.',
    describe: (thing: Thing) => ({ summary: 'a thing', refCnt: thing.refCnt }),
  };
  refCnt = 1;
  readonly tracker: LeakTracker<Thing> | undefined;

  constructor(detector: LeakDetector) {
    this.tracker = detector.track(this, Thing.TYPE, 'a new thing');
  }

  retain(): void {
    this.refCnt += 1;
    this.tracker?.ownership('retain', this.refCnt - 1, this.refCnt);
  }

  release(): void {
    this.refCnt -= 1;
    this.tracker?.ownership('release', this.refCnt + 1, this.refCnt);
    if (this.refCnt === 0) {
      this.tracker?.close();
    }
  }
}

/** A detector at paranoid with an open scope. */
export function paranoid(): { readonly detector: LeakDetector; readonly scope: LeakScope } {
  const detector = createLeakDetector();
  detector.setLevel('paranoid');
  return { detector, scope: detector.openScope('a test', 'test') };
}

/** The tracker of `thing`, for tests that know it is tracked. */
export function trackerOf(thing: Thing): LeakTracker<Thing> {
  if (thing.tracker === undefined) {
    throw new Error('not tracked');
  }
  return thing.tracker;
}
