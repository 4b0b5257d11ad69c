import { UnsupportedRunnerError } from '@watertight/leak-testing';

/** The oldest Vitest with `aroundEach`, the one hook that sees all of a test's own hooks and fixtures end. */
const OLDEST = [4, 1] as const;

/** @throws UnsupportedRunnerError when Vitest is older than 4.1. */
export function assertSupported(version: string): void {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
    throw new UnsupportedRunnerError(
      '@watertight/vitest',
      `it needs Vitest ${OLDEST.join('.')} or later, and this is ${version}. Run: npm install -D vitest@latest`,
    );
  }
}
