/** A program ran longer than it may; it and everything it started have been killed. */
export class CommandTimeoutError extends Error {
  readonly code = 'WATERTIGHT_COMMAND_TIMEOUT';
  override readonly name = 'CommandTimeoutError';

  constructor(command: string, timeoutMs: number, output: string) {
    super(`${command}\nstill ran after ${timeoutMs} ms and was killed. Its output so far:\n${output}`);
  }
}

/** A program that has to succeed did not, or was killed by a signal. */
export class CommandFailedError extends Error {
  readonly code = 'WATERTIGHT_COMMAND_FAILED';
  override readonly name = 'CommandFailedError';

  constructor(command: string, end: string, output: string) {
    super(`${command}\nended with ${end}. Its output:\n${output}`);
  }
}

/** A case says nothing of a runner that it is run with. */
export class UndecidedCaseError extends Error {
  readonly code = 'WATERTIGHT_UNDECIDED_CASE';
  override readonly name = 'UndecidedCaseError';

  constructor(caseName: string, runnerName: string) {
    super(`The case "${caseName}" has no verdict for ${runnerName}. Add one, or the reason why there is none.`);
  }
}
