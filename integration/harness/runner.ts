/** Runners that share their files, their configuration and their way of being called. */
export type RunnerFamily = 'vitest' | 'jest';

/** One major version of a test runner; `runners/<name>/package.json` says what its user has installed. */
export interface Runner {
  readonly name: `${RunnerFamily}-${number}`;
  readonly family: RunnerFamily;
  /** The Node versions of the matrix, besides the one that the repository itself runs on. */
  readonly otherNodes: readonly string[];
}

/** Every runner that the plugins are held to. */
export const RUNNERS: readonly Runner[] = [
  { name: 'vitest-4', family: 'vitest', otherNodes: ['20.20.2', '22.23.3', '26.10.0'] },
  // Vitest 5 itself asks for Node 22.12 or later.
  { name: 'vitest-5', family: 'vitest', otherNodes: ['22.23.3', '26.10.0'] },
  { name: 'jest-29', family: 'jest', otherNodes: ['20.20.2', '22.23.3', '26.10.0'] },
  { name: 'jest-30', family: 'jest', otherNodes: ['20.20.2', '22.23.3', '26.10.0'] },
];

/** Runners that a plugin refuses to work with: only a case that names one is run with it. */
export const REFUSED_RUNNERS: readonly Runner[] = [{ name: 'vitest-3', family: 'vitest', otherNodes: [] }];

/** Two families share a folder of cases, but no project has both. */
export const OTHER_FAMILY: Readonly<Record<RunnerFamily, RunnerFamily>> = { vitest: 'jest', jest: 'vitest' };

/** What makes a runner run once, print what its users see, and write its JSON report to `reportFile`. */
export const ARGUMENTS: Readonly<Record<RunnerFamily, (reportFile: string) => readonly string[]>> = {
  vitest: (reportFile) => ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`],
  jest: (reportFile) => ['--json', `--outputFile=${reportFile}`],
};
