/** Set by the reporter for all workers: it will speak for the whole run. */
export const REPORTER_VARIABLE = 'WATERTIGHT_JEST_REPORTER';

/** The same in all workers of a run and in the reporter: Jest's own process, told from its next life by the seed it draws. */
export function runIdOf(seed: number): string {
  const isChild = process.argv[1]?.includes('processChild') === true;
  return `${isChild ? process.ppid : process.pid}-${seed}`;
}

/** Prints lines where Jest prints its own. `file` is the one they speak of, when it is one only. */
export function print(lines: readonly string[], file?: string): void {
  const from = file === undefined ? 'Watertight' : `Watertight, ${file}`;
  for (const line of lines) {
    process.stderr.write(`${from}: ${line}\n`);
  }
}
