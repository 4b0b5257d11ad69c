// Invariant: the only file of this package that reads what Jest keeps on the sandbox's global.

import type { Circus } from '@jest/types';
import { UnsupportedRunnerError } from '@watertight/leak-testing';

/** Marks our handler, so that a second copy of this package in the sandbox finds it. */
const OURS = Symbol.for('watertight.jest.handler');

/** Where the handler goes: behind circus's own two, so that states are up to date; before the one that reports results. */
const BEFORE_REPORTING = 2;

/**
 * Adds `create()` to the handlers of circus's events, unless it is there already.
 *
 * @throws UnsupportedRunnerError where this is not Jest 30 with jest-circus, or where its test framework is not set up yet.
 */
export function installHandler(create: () => Circus.EventHandler): void {
  const handlers: unknown = Reflect.get(globalThis, Symbol.for('EVENT_HANDLERS'));
  if (!Array.isArray(handlers)) {
    throw new UnsupportedRunnerError('@watertight/jest', whatIsWrong());
  }
  if (!handlers.some((handler) => OURS in handler)) {
    handlers.splice(BEFORE_REPORTING, 0, Object.assign(create(), { [OURS]: true }));
  }
}

/** The `globals.watertight` of the Jest config, unchecked. */
export function configuredOptions(): unknown {
  return Reflect.get(globalThis, 'watertight');
}

function whatIsWrong(): string {
  if (Reflect.has(globalThis, 'jasmine')) {
    return "it needs jest-circus, Jest's default runner. Take testRunner: 'jest-jasmine2' out of the Jest config.";
  }
  const circusState = Object.getOwnPropertySymbols(globalThis).some(
    ({ description }) => description === 'JEST_STATE_SYMBOL',
  );
  if (circusState) {
    return 'it needs Jest 30 or later. Run: npm install -D jest@latest';
  }
  return (
    "the test framework is not there yet. Write setupFilesAfterEnv: ['@watertight/jest'] in the Jest config, " +
    'and take it out of setupFiles.'
  );
}
