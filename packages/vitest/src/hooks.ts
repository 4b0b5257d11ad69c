import type { LeakScope } from '@watertight/leak-testing';
import { type RunnerTestCase, type RunnerTestSuite, TestRunner } from 'vitest';
import { type AnyFunction, inPhase } from './phases.ts';

/** Makes what the hooks of `suite` open known by the hook's name; `scopeOfTest` finds the scope of a running test. */
export function nameHooks(
  suite: RunnerTestSuite,
  block: LeakScope,
  scopeOfTest: (test: object) => LeakScope | undefined,
): void {
  const hooks = TestRunner.getSuiteHooks(suite);
  replaceAll(hooks.beforeAll, (hook) => withCleanup('beforeAll', hook, () => block));
  replaceAll(hooks.afterAll, (hook) => inPhase('afterAll', hook, () => block));
  replaceAll(hooks.beforeEach, (hook) => withCleanup('beforeEach', hook, ({ task }) => scopeOfTest(task)));
  replaceAll(hooks.afterEach, (hook) => inPhase('afterEach', hook, ({ task }) => scopeOfTest(task)));
}

/** The same for the hooks that one try of a test registers while it runs: Vitest keeps them in lists of the task. */
export function nameTestHooks(test: RunnerTestCase, scope: LeakScope): void {
  Object.assign(test, {
    onFinished: listOf('onTestFinished', scope),
    onFailed: listOf('onTestFailed', scope),
  });
}

/** A hook that sets up may return the function that takes down again. */
function withCleanup<F extends AnyFunction>(
  name: string,
  hook: F,
  scopeOf: (...args: Parameters<F>) => LeakScope | undefined,
): F {
  const named = inPhase(name, hook, scopeOf);
  const wrapper = async (...args: Parameters<F>): Promise<unknown> => {
    const cleanup: unknown = await named(...args);
    return typeof cleanup === 'function'
      ? inPhase(
          `clean-up of ${name}`,
          () => cleanup(),
          () => scopeOf(...args),
        )
      : cleanup;
  };
  return Object.assign(wrapper, hook) as unknown as F;
}

function listOf(name: string, scope: LeakScope): AnyFunction[] {
  const list: AnyFunction[] = [];
  list.push = (...hooks) =>
    Array.prototype.push.apply(
      list,
      hooks.map((hook) => inPhase(name, hook, () => scope)),
    );
  return list;
}

function replaceAll<T>(list: T[], replace: (item: T) => T): void {
  list.splice(0, list.length, ...list.map(replace));
}
