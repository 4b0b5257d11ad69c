/** `@watertight/jest` was loaded where it cannot judge tests. */
export class UnsupportedRunnerError extends Error {
  readonly code = 'WATERTIGHT_RUNNER';
  override readonly name = 'UnsupportedRunnerError';

  constructor(reason: string) {
    super(`@watertight/jest cannot judge tests here: ${reason}`);
  }
}
