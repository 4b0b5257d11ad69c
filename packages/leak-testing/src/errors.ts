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
}

/** An option or an environment variable is not what it can be. */
export class OptionError extends TypeError {
  readonly code = 'WATERTIGHT_OPTION';
  override readonly name = 'OptionError';
}

/** Test runners print enumerable fields below an error; a name and a code there are noise. */
function hideFields(error: Error): void {
  for (const key of ['name', 'code']) {
    if (Object.hasOwn(error, key)) {
      Object.defineProperty(error, key, { enumerable: false });
    }
  }
}
