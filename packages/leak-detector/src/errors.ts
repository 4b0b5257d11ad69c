/** A leak level was neither a name nor an ordinal that exists. */
export class LeakLevelError extends RangeError {
  readonly code = 'WATERTIGHT_LEAK_LEVEL';
  override readonly name = 'LeakLevelError';
  /** What was given instead of a level. */
  readonly given: string;

  constructor(given: string, levels: readonly string[]) {
    const known = levels.map((level, ordinal) => `${level} (${ordinal})`).join(', ');
    super(`Unknown leak detection level "${given}". Use one of: ${known}.`);
    this.given = given;
  }
}
