import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLeakDetector, type LeakReport, type StackFrame } from '@watertight/leak-detector';
import {
  type Judgement,
  LeakSession,
  type LeakTestingOptions,
  type Platform,
  resolveOptions,
} from '@watertight/leak-testing';
import { onTestFinished } from 'vitest';
import { Door, StillPlatform } from './session-under-test.ts';

/** A folder for one test, with a test file in it that nobody runs. */
export function project(testFile = 'a.test.ts') {
  const root = mkdtempSync(join(tmpdir(), 'watertight-project-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  writeFileSync(join(root, testFile), '');
  return root;
}

/** What the tests of a file open and forget: for each, the functions that do so. */
export type Leaks = Readonly<Record<string, readonly ((open: () => void) => void)[]>>;

/** Judges a test file whose tests leak as `tests` says, from its beginning to its end. */
export async function judgeFile(
  root: string,
  tests: Leaks,
  {
    options = {},
    file = 'a.test.ts',
    runId = 'run',
    failed = [] as readonly string[],
    others = [] as readonly string[],
    isSummarised = false,
    platform = new StillPlatform(),
  }: Partial<{
    options: LeakTestingOptions;
    file: string;
    runId: string;
    failed: readonly string[];
    others: readonly string[];
    isSummarised: boolean;
    platform: Platform;
  }> = {},
): Promise<{ readonly session: LeakSession; readonly judgements: readonly Judgement[] }> {
  const detector = createLeakDetector();
  const session = new LeakSession({
    options: resolveOptions(options),
    root,
    functionNames: true,
    pluginUrl: import.meta.url,
    platform,
    detector,
    reporting: () => ({ runId, source: { runner: 'vitest', file: join(root, file) }, isSummarised }),
  });
  session.beginRun();
  const judgements: Judgement[] = [];
  for (const [name, leaks] of Object.entries(tests)) {
    const scope = session.beginTest(name);
    for (const leak of leaks) {
      await scope.run(() => onEmptyStack(() => leak(() => new Door(detector))));
    }
    judgements.push(await session.endTest(scope, { failedByItself: failed.includes(name) }));
  }
  const testNames = [...Object.keys(tests), ...others];
  judgements.push(await session.endFile(session.beginBlock('hooks'), { failedByItself: false, testNames }));
  return { session, judgements };
}

/** Runs `fn` as a run that updates the baseline. */
export async function updating<R>(fn: () => Promise<R>): Promise<R> {
  process.env.WATERTIGHT_BASELINE = 'update';
  try {
    return await fn();
  } finally {
    Reflect.deleteProperty(process.env, 'WATERTIGHT_BASELINE');
  }
}

/** Calls `fn` from nowhere: its callers would be a part of what it leaks. */
function onEmptyStack(fn: () => void): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(() => {
      fn();
      resolve();
    });
  });
}

/** A frame as V8 prints it. */
export function frame(file: string, functionName = '', line = 1): StackFrame {
  return { functionName, file, line, column: 1 };
}

/** A report of a leak that these frames created. */
export function reportOf(createdAt: readonly StackFrame[], more: Partial<LeakReport> = {}): LeakReport {
  return {
    id: 1,
    resourceType: 'Door',
    summary: 'a door',
    reachability: 'unreachable',
    scope: { kind: 'test', name: 'opens' },
    createdAt,
    ownership: [],
    unmatchedRetains: [],
    accesses: [],
    accessCounts: {},
    remedy: 'Close it.',
    ...more,
  };
}
