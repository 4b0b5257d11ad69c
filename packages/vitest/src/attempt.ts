import type { RunnerTestCase } from 'vitest';

/** Tests that were to fail, but have leaked: the mark was taken off for the try that leaked only. */
const unmarked = new WeakSet<RunnerTestCase>();

/** One try of a test. Vitest keeps the errors of earlier tries on the task, so a try has to know where its own begin. */
export interface Attempt {
  readonly test: RunnerTestCase;
  readonly errorsBefore: number;
}

/** Call it before anything of the try runs. */
export function beginAttempt(test: RunnerTestCase): Attempt {
  if (unmarked.delete(test)) {
    test.fails = true;
  }
  return { test, errorsBefore: test.result?.errors?.length ?? 0 };
}

/** Whether the try threw, timed out or skipped itself. A test that was to fail and did has not failed by itself. */
export function failedByItself({ test, errorsBefore }: Attempt): boolean {
  const skipped = test.result?.state === 'skip';
  const failed = (test.result?.errors?.length ?? 0) > errorsBefore;
  return skipped || (failed && test.fails !== true);
}

/** A leak is never the failure that `test.fails` expects, nor hidden by a skip: the try fails with it. */
export function makeLeakCount({ test, errorsBefore }: Attempt): void {
  if (test.fails === true) {
    unmarked.add(test);
    test.fails = false;
    test.result?.errors?.splice(errorsBefore);
  }
  if (test.result !== undefined) {
    Reflect.deleteProperty(test.result, 'pending');
  }
}
