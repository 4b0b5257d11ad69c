import { type LeakLevel, type LeakReport, leakDetector, toReport } from '@watertight/leak-detector';

/** Calls `fn` at a leak level of its own, in a scope of its own, and returns the reports of what it left open. */
export function atLevel(level: LeakLevel, fn: () => void): readonly LeakReport[] {
  const before = leakDetector.level;
  const scope = leakDetector.openScope('a test of the detector', 'test');
  leakDetector.setLevel(level);
  try {
    scope.run(fn);
    return scope.open.map((tracker) => toReport(tracker, 'unknown'));
  } finally {
    leakDetector.setLevel(before);
    scope.close();
  }
}

/** A message or a list of lines without the numbers of lines and columns, which every edit moves. */
export function withoutPositions(text: string): string {
  return text.replace(/(\.ts):\d+:\d+/g, '$1');
}
