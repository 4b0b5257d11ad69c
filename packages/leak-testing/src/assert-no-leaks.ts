import {
  formatPlace,
  type LeakReport,
  type LeakScope,
  type LeakTracker,
  leakDetector,
  type MisuseReport,
} from '@watertight/leak-detector';
import { callerFrames, withStack } from './caller-stack.ts';
import { detectorOff } from './canary.ts';
import { type LeakError, type MisuseError, NoLeakError } from './errors.ts';
import { Holders } from './holders.ts';
import { nodePlatform } from './platform.ts';
import { reportsOf } from './settle.ts';
import { judge, judgeMisuses } from './verdict.ts';

/** As long as a test has by default. */
const SETTLE_TIMEOUT_MS = 100;

/**
 * Calls `fn`, waits for it, and judges it as a test would be judged, in any test runner or none; resolves to what `fn`
 * returns. Everything is tracked meanwhile, whatever the detector's level.
 *
 * Ownership: what `fn` opens has to be released by its end, so it can return nothing owned that is tracked.
 *
 * @throws LeakError for a resource that is left open, MisuseError for one that was written to after its release; an
 *   AggregateError of them for several.
 * @throws DetectorOffError when leaks would go unseen.
 * @throws whatever `fn` throws; its leaks are then a consequence, and not looked at.
 */
export async function assertNoLeaks<R>(fn: () => R): Promise<Awaited<R>> {
  const caller = callerFrames();
  const { value, reports, misuses, scope, open } = await watch('assertNoLeaks', fn);
  const verdict = scope.allowances.length === 0 ? 'failed' : 'allowed';
  const format = { root: process.cwd(), ...scope.format };
  const holders = new Holders({
    when: 'first',
    platform: nodePlatform,
    wording: { ...format, hiddenFolders: leakDetector.hiddenFolders },
    isToldOf: async () => false,
  });
  const leaks = await holders.explain(
    reports.map((report) => ({ report, verdict }) as const),
    open,
  );
  const wording = { ...format, subject: 'the function given to assertNoLeaks' };
  const errors = [...judgeMisuses(misuses, wording), ...judge(leaks, wording)];
  if (errors.length > 0) {
    throw errors.length === 1 ? errors[0] : withStack(aggregate(errors, format.root), caller);
  }
  return value;
}

/**
 * Calls `fn`, waits for it, and resolves to a report of each resource that it left open: for testing code that is known to
 * leak. Its test does not answer for them.
 *
 * @throws NoLeakError when nothing was left open.
 * @throws DetectorOffError when leaks would go unseen.
 * @throws whatever `fn` throws.
 */
export async function expectLeaks(fn: () => unknown): Promise<readonly LeakReport[]> {
  const caller = callerFrames();
  const { reports } = await watch('expectLeaks', fn);
  if (reports.length === 0) {
    throw withStack(new NoLeakError(), caller);
  }
  return reports;
}

/** Its message lists the leaks, since not every test runner shows the errors of an aggregate. */
function aggregate(errors: readonly (LeakError | MisuseError)[], root: string): AggregateError {
  const leaks = errors.map(({ report: { id, resourceType, createdAt } }) => {
    const [frame] = createdAt;
    return `  ${resourceType} #${id}${frame === undefined ? '' : ` created at ${formatPlace(frame, root)}`}`;
  });
  return new AggregateError(errors, ['Resources were not released:', ...leaks].join('\n'));
}

/** What came of a piece of code. */
interface Watched<R> {
  readonly value: R;
  readonly reports: readonly LeakReport[];
  readonly misuses: readonly MisuseReport[];
  /** What the reports are of. */
  readonly open: readonly LeakTracker[];
  /** Closed: what comes later is answered for by the scope around it. */
  readonly scope: LeakScope;
}

async function watch<R>(name: string, fn: () => R): Promise<Watched<Awaited<R>>> {
  const release = leakDetector.trackEverything();
  const scope = leakDetector.openScope(name, 'code', { parent: leakDetector.placement?.scope });
  try {
    const offError = detectorOff(leakDetector);
    if (offError !== undefined) {
      throw offError;
    }
    const value = await scope.run(fn);
    const reports = await reportsOf(scope, SETTLE_TIMEOUT_MS, nodePlatform);
    return { value, reports, misuses: leakDetector.inspect(scope), open: scope.open, scope };
  } finally {
    scope.close();
    release();
  }
}
