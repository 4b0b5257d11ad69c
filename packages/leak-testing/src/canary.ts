import { foreignDetectors, type LeakDetector, type LeakLevel, parseLeakLevel } from '@watertight/leak-detector';
import { DetectorOffError, OptionError } from './errors.ts';

/** The environment variable that overrides the level; see `@watertight/leak-detector`. */
const LEVEL_VARIABLE = 'WATERTIGHT_LEAK_DETECTION_LEVEL';

const NEEDED: LeakLevel = 'paranoid';

const DEPTH_VARIABLE = 'WATERTIGHT_LEAK_DETECTION_STACK_DEPTH';

/** Of fewer frames, too few are the test's: those of the detector, of the buffers and of the runner are among them. */
const FRAMES_IN_TESTS = 21;

/**
 * Raises the detector to paranoid, unless the environment says otherwise.
 *
 * @throws OptionError when the environment names a level that does not exist.
 */
export function raiseLevel(detector: LeakDetector): void {
  const wanted = process.env[LEVEL_VARIABLE];
  detector.setLevel(wanted === undefined || wanted === '' ? NEEDED : levelNamed(wanted));
}

/** Has stacks reach the test that called, unless the environment says how deep they are. */
export function deepenStacks(detector: LeakDetector): void {
  if ((process.env[DEPTH_VARIABLE] ?? '') === '') {
    detector.setStackDepth(FRAMES_IN_TESTS);
  }
}

function levelNamed(text: string): LeakLevel {
  try {
    return parseLeakLevel(text);
  } catch (error) {
    throw new OptionError(`${LEVEL_VARIABLE}: ${error instanceof Error ? error.message : error}`);
  }
}

/** Whether a leak would go unseen here, and why: a check that is silently off is worse than none. */
export function detectorOff(detector: LeakDetector): DetectorOffError | undefined {
  const reason = whyUnseen(detector);
  return reason === undefined ? undefined : new DetectorOffError(`Leaks would go unseen: ${reason}`);
}

function whyUnseen(detector: LeakDetector): string | undefined {
  if (detector.level !== NEEDED) {
    return (
      `the leak detection level is '${detector.level}', and only '${NEEDED}' tracks every resource. ` +
      `Unset ${LEVEL_VARIABLE}, or take out the setLevel call.`
    );
  }
  const [foreign] = foreignDetectors();
  if (foreign !== undefined) {
    return (
      `another detector is loaded here (${foreign}), and what it tracks this one does not see. ` +
      'Install one version of @watertight/leak-detector: npm ls @watertight/leak-detector shows who brings the other.'
    );
  }
  return seesLeaks(detector) ? undefined : 'the detector lost a resource that was opened to try it.';
}

function seesLeaks(detector: LeakDetector): boolean {
  const scope = detector.openScope('canary', 'test');
  const tracker = scope.run(() => detector.track({}, { name: 'canary', remedy: '' }, ''));
  const opened = scope.openCount;
  tracker?.close();
  return opened - scope.openCount === 1;
}
