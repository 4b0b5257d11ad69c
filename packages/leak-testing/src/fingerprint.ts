import { createHash } from 'node:crypto';
import { type FormatOptions, formatPath, type LeakReport, type StackFrame } from '@watertight/leak-detector';

/** Where a leak comes from, in words that stay the same while lines move. */
export interface Origin {
  /** 16 hexadecimal digits over the kind of resource and `createdAt`. */
  readonly fingerprint: string;
  /**
   * The creating frames without their lines, innermost first: `src/pool.ts#acquire`, or, where stacks do not name functions
   * as they are called, `src/pool.ts at buffer`: what is called there.
   */
  readonly createdAt: readonly string[];
}

const DEPENDENCY = /(?:^|[\\/])node_modules[\\/]|^node:/;

/**
 * The origin of a leak. Frames of dependencies do not count, so that an update of theirs changes nothing; a recursion
 * counts as one frame. The outermost frame of the test file goes by the test's name, or by its hook's: it has seldom a
 * name of its own, and another test that leaks in the same way is another leak.
 *
 * @param testFile - relative to the root.
 */
export function originOf(report: LeakReport, testFile: string, { root, functionNames }: FormatOptions): Origin {
  const frames = framesOf(report);
  const paths = frames.map(({ file }) => formatPath(file, root));
  const outermost = report.scope.kind === 'test' || report.phase !== undefined ? paths.lastIndexOf(testFile) : -1;
  const places = frames.map(({ functionName }, index) => {
    if (index === outermost) {
      return `${paths[index]}#${JSON.stringify(report.phase ?? report.scope.name)}`;
    }
    const separator = functionNames === false ? ' at ' : '#';
    return functionName === '' ? `${paths[index]}` : `${paths[index]}${separator}${functionName}`;
  });
  const createdAt = places.filter((place, index) => place !== places[index - 1]);
  const hash = createHash('sha256').update(JSON.stringify([report.resourceType, ...createdAt]));
  return { fingerprint: hash.digest('hex').slice(0, FINGERPRINT_DIGITS), createdAt };
}

const FINGERPRINT_DIGITS = 16;

/** The project's own frames; where there are none, all of them. */
function framesOf({ createdAt }: LeakReport): readonly StackFrame[] {
  const own = createdAt.filter(({ file }) => !DEPENDENCY.test(file));
  return own.length > 0 ? own : createdAt;
}
