import type { LeakScope } from '@watertight/leak-testing';
import { type RunnerTestSuite, test } from 'vitest';
import { inPhase } from './phases.ts';

/** A fixture as Vitest keeps it; a value that is no function has nothing to open. */
interface Fixture {
  readonly name: string;
  readonly scope: 'test' | 'file' | 'worker';
  value: (context: FixtureContext, use: (value: unknown) => Promise<void>) => unknown;
}

interface FixtureContext {
  readonly task?: object;
}

/**
 * Where a fixture that was named keeps the user's own function. Fixtures are met again in every block that inherits them,
 * and in every later file of a shared worker, whose scopes are others.
 */
const USERS = Symbol.for('watertight.vitest.fixture');

/** Which scope answers for a fixture. */
export interface FixtureScopes {
  test(task: object): LeakScope | undefined;
  readonly file: LeakScope;
  readonly worker: LeakScope;
}

/**
 * Makes what the fixtures of `suite` open known as theirs, set-up and teardown told apart, and gives what file-scoped
 * fixtures open to the file instead of the test that came first.
 *
 * Vitest has no public list of fixtures. Where its private one is not found, fixtures are judged all the same, as part
 * of the test that uses them.
 */
export function nameFixtures(suite: RunnerTestSuite, scopes: FixtureScopes): void {
  for (const fixture of fixturesOf(suite)) {
    const scopeOf = (context: FixtureContext): LeakScope | undefined =>
      fixture.scope === 'test' ? context.task && scopes.test(context.task) : scopes[fixture.scope];
    const setUp: Fixture['value'] = Reflect.get(fixture.value, USERS) ?? fixture.value;
    const named = `fixture "${fixture.name}"`;
    const inScope = inPhase(
      `${named} (set-up)`,
      setUp,
      scopeOf,
      (phase) => (context, use) =>
        setUp(context, async (value) => {
          await use(value);
          phase.name = `${named} (teardown)`;
        }),
    );
    fixture.value = Object.assign(inScope, { [USERS]: setUp });
  }
}

function fixturesOf(suite: RunnerTestSuite): readonly Fixture[] {
  const context = Object.getOwnPropertySymbols(test).find(({ description }) => description === 'kChainableContext');
  const chain: unknown = context === undefined ? undefined : Reflect.get(test, context);
  const fixtures = call(chain, 'getFixtures');
  const definitions: unknown = property(property(fixtures, 'constructor'), '_definitions');
  if (!Array.isArray(definitions)) {
    return [];
  }
  return definitions
    .map((definition) => call(definition, 'get', suite))
    .flatMap((registered) => (registered instanceof Map ? [...registered.values()] : []))
    .filter(isFixture);
}

function isFixture(value: unknown): value is Fixture {
  return typeof property(value, 'name') === 'string' && typeof property(value, 'value') === 'function';
}

function call(target: unknown, method: string, ...args: readonly unknown[]): unknown {
  const fn = property(target, method);
  return typeof fn === 'function' ? Reflect.apply(fn, target, args) : undefined;
}

function property(target: unknown, name: string): unknown {
  return (typeof target === 'object' && target !== null) || typeof target === 'function'
    ? Reflect.get(target, name)
    : undefined;
}
