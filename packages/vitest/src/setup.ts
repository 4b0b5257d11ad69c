// Runs in the worker, before every test file. It is built to an .mts file of its own, which Vitest evaluates anew for
// each file in every pool, also where files share a worker.

import { type Judgement, type LeakScope, LeakSession, leakMatchers } from '@watertight/leak-testing';
import { expect, inject, type RunnerTestCase, type RunnerTestSuite, type TestContext, TestRunner } from 'vitest';
import { beginAttempt, failedByItself, makeLeakCount } from './attempt.ts';
import { nameFixtures } from './fixtures.ts';
import { nameHooks, nameTestHooks } from './hooks.ts';
import { OPTIONS_KEY } from './provided-options.ts';

/** A judgement is bounded by itself, so Vitest need not bound it again. */
const NO_TIMEOUT = { [Symbol.for('VITEST_AROUND_TIMEOUT')]: Number.POSITIVE_INFINITY };

const { options, root, runId, project } = inject(OPTIONS_KEY);
let testFile = '';

const session = new LeakSession({
  options,
  root,
  functionNames: true,
  pluginUrl: import.meta.url,
  reporting: () => ({
    runId,
    source: { runner: 'vitest', ...(project !== '' && { project }), file: testFile },
    isSummarised: true,
  }),
});
const tests = new WeakMap<object, LeakScope>();
const fixturesOfWorker = session.beginBlock('this worker');

expect.extend(leakMatchers);

// Registered without Vitest's own wrappers, so that auto fixtures are set up and torn down inside the scope.
const file = TestRunner.getCurrentSuite();
file.on('aroundAll', Object.assign(aroundFile, NO_TIMEOUT));
file.on('aroundEach', Object.assign(aroundTest, NO_TIMEOUT));

async function aroundFile(runFile: () => Promise<void>, suite: RunnerTestSuite): Promise<void> {
  testFile = suite.file.filepath;
  session.beginRun();
  const hooks = session.beginBlock(suite.name);
  prepare(suite, hooks, hooks);
  await hooks.run(runFile);
  fail(await session.endFile(hooks, { failedByItself: hasFailed(suite), testNames: testsOf(suite).map(fullName) }));
}

/** The block's hooks and fixtures get their names, and the blocks in it the same treatment, outside their own hooks. */
function prepare(suite: RunnerTestSuite, block: LeakScope, fileHooks: LeakScope): void {
  const scopeOfTest = (test: object): LeakScope | undefined => tests.get(test);
  nameHooks(suite, block, scopeOfTest);
  nameFixtures(suite, { test: scopeOfTest, file: fileHooks, worker: fixturesOfWorker });
  for (const child of suite.tasks) {
    if (child.type === 'suite') {
      const around = Object.assign(aroundBlock(fileHooks), NO_TIMEOUT);
      TestRunner.getSuiteHooks(child).aroundAll.unshift(around);
    }
  }
}

function aroundBlock(fileHooks: LeakScope) {
  return async (runSuite: () => Promise<void>, suite: RunnerTestSuite): Promise<void> => {
    const block = session.beginBlock(suite.name);
    prepare(suite, block, fileHooks);
    await block.run(runSuite);
    fail(await session.endBlock(block, { failedByItself: hasFailed(suite) }));
  };
}

async function aroundTest(runTest: () => Promise<void>, { task }: TestContext): Promise<void> {
  const attempt = beginAttempt(task);
  const scope = session.beginTest(fullName(task));
  tests.set(task, scope);
  nameTestHooks(task, scope);
  await scope.run(runTest);
  const judgement = await session.endTest(scope, { failedByItself: failedByItself(attempt) });
  if (judgement.leaks.length > 0) {
    task.meta.leaks = judgement.leaks;
  }
  if (judgement.errors.length > 0) {
    makeLeakCount(attempt);
  }
  fail(judgement);
}

/** Vitest takes an aggregate apart: each leak becomes an error of its own. */
function fail({ errors }: Judgement): void {
  if (errors.length > 0) {
    throw new AggregateError(errors, 'Resources were not released.');
  }
}

/** A hook of the block itself threw; failures of its tests are theirs. */
function hasFailed(suite: RunnerTestSuite): boolean {
  return (suite.result?.errors?.length ?? 0) > 0;
}

function testsOf(suite: RunnerTestSuite): readonly RunnerTestCase[] {
  return suite.tasks.flatMap((task) => (task.type === 'suite' ? testsOf(task) : [task]));
}

/** The test's name behind those of its blocks, as Vitest prints it. */
function fullName(task: RunnerTestCase): string {
  const names = [task.name];
  for (let suite = task.suite; suite !== undefined && suite !== task.file; suite = suite.suite) {
    names.unshift(suite.name);
  }
  return names.join(' > ');
}
