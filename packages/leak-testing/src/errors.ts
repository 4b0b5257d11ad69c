import type { LeakReport, MisuseReport } from '@watertight/leak-detector';

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

/** A resource was used after it was given back, in a way that nothing could be thrown for. One error for each resource. */
export class MisuseError extends Error {
  readonly code = 'WATERTIGHT_MISUSE';
  override readonly name = 'MisuseError';
  /** Everything known of the misuse. Not enumerable: test runners print the message, not the data. */
  declare readonly report: MisuseReport;

  constructor(message: string, report: MisuseReport, cause: Error | undefined) {
    super(message, cause === undefined ? undefined : { cause });
    Object.defineProperty(this, 'report', { value: report });
    hideFields(this);
  }
}

/** One record of what happened to a resource, as a link of another error's `cause` chain. */
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

/** Something was said of the running test where none is running. */
export class OutsideTestError extends Error {
  readonly code = 'WATERTIGHT_OUTSIDE_TEST';
  override readonly name = 'OutsideTestError';

  /** @param call - what was called, as the user wrote it. */
  constructor(call: string) {
    super(
      `${call} was called where no test answers for what is opened. Call it in the body or a hook of a test that ` +
        'Watertight judges, while it is running, or name the place in the option allowLeaks: [{ at, reason }].',
    );
    hideFields(this);
  }
}

/** Leaks were expected, and there were none. */
export class NoLeakError extends Error {
  readonly code = 'WATERTIGHT_NO_LEAK';
  override readonly name = 'NoLeakError';

  constructor() {
    super('expectLeaks: nothing was left open. If that is how it should be, call assertNoLeaks instead.');
    hideFields(this);
  }
}

/** A matcher was given something that has no count and that no detector knows. */
export class UntrackedError extends TypeError {
  readonly code = 'WATERTIGHT_UNTRACKED';
  override readonly name = 'UntrackedError';

  /** @param matcher - its name. @param received - what it was given, as Node prints it. */
  constructor(matcher: string, received: string) {
    super(
      `${matcher}: ${received} has no refCnt, and the leak detector does not know it. ` +
        'Expect it of something that is released by hand, and that was opened while leaks are judged.',
    );
    hideFields(this);
  }
}

/** The report of a run's leaks could not be written. */
export class ReportFileError extends Error {
  readonly code = 'WATERTIGHT_REPORT_FILE';
  override readonly name = 'ReportFileError';

  constructor(path: string, reason: string) {
    super(`No leak report was written to ${path}: ${reason}. Move the file away, or set the option reportFile.`);
    hideFrames(this);
  }
}

/** The file of known leaks cannot be used. It is left as it is. */
export class BaselineError extends Error {
  readonly code = 'WATERTIGHT_BASELINE';
  override readonly name = 'BaselineError';

  /** @param path - the file. @param reason - what is wrong with it, in words. */
  constructor(path: string, reason: string) {
    super(
      `The leak baseline ${path} cannot be used: ${reason}. It was left as it is. ` +
        'Take it from version control again, or move it away and run the tests with WATERTIGHT_BASELINE=update.',
    );
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

/** The `code` of an error of Node's; in a sandbox of Jest's, such an error is no instance of the sandbox's `Error`. */
export function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null ? Reflect.get(error, 'code') : undefined;
}
