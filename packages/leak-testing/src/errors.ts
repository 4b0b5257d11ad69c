import type { LeakReport } from '@watertight/leak-detector';

/** A resource was still open when its test, block or file ended. One error for each resource. */
export class LeakError extends Error {
  readonly code = 'WATERTIGHT_LEAK';
  override readonly name = 'LeakError';
  /** Everything known of the leak. Not enumerable: test runners print the message, not the data. */
  declare readonly report: LeakReport;

  constructor(message: string, report: LeakReport, cause: Error | undefined) {
    super(message, cause === undefined ? undefined : { cause });
    Object.defineProperty(this, 'report', { value: report });
    hideFields(this);
  }
}

/** One record of what happened to a leaked resource, as a link of a {@link LeakError}'s `cause` chain. */
export class LeakRecord extends Error {
  override readonly name = 'LeakRecord';

  constructor(message: string, cause: Error | undefined) {
    super(message, cause === undefined ? undefined : { cause });
    hideFields(this);
  }
}

/** Leaks would go unseen here: the detector is off, overridden or a stranger. */
export class DetectorOffError extends Error {
  readonly code = 'WATERTIGHT_DETECTOR_OFF';
  override readonly name = 'DetectorOffError';

  constructor(message: string) {
    super(message);
    hideFrames(this);
  }
}

/** An option or an environment variable is not what it can be. */
export class OptionError extends TypeError {
  readonly code = 'WATERTIGHT_OPTION';
  override readonly name = 'OptionError';

  constructor(message: string) {
    super(message);
    hideFrames(this);
  }
}

/** A plugin was loaded by a test runner, or at a place of one, where it cannot judge tests. */
export class UnsupportedRunnerError extends Error {
  readonly code = 'WATERTIGHT_RUNNER';
  override readonly name = 'UnsupportedRunnerError';

  /** @param plugin - the package's name. @param reason - a sentence that says what to write or run instead. */
  constructor(plugin: string, reason: string) {
    super(`${plugin} cannot judge tests here: ${reason}`);
    hideFrames(this);
  }
}

/** What has to be changed is in the message; a code frame of ours below it would only draw the eye away. */
function hideFrames(error: Error): void {
  hideFields(error);
  error.stack = `${error.name}: ${error.message}`;
}

/** Test runners print enumerable fields below an error; a name and a code there are noise. */
function hideFields(error: Error): void {
  for (const key of ['name', 'code']) {
    if (Object.hasOwn(error, key)) {
      Object.defineProperty(error, key, { enumerable: false });
    }
  }
}
