// Invariant: the only file of this package that reads what Jest keeps on the sandbox's global.

import type { Circus } from '@jest/types';
import { UnsupportedRunnerError } from '@watertight/leak-testing';

/** How far jest-circus can be followed here: by its events from Jest 30 on, by hooks before. */
export type CircusAccess =
  | { readonly by: 'events'; readonly handlers: Circus.EventHandler[] }
  | { readonly by: 'hooks'; readonly stateOf: () => Circus.State };

/** Marks the sandbox when a copy of this package judges its tests already. */
const JUDGED = Symbol.for('watertight.jest.judged');

/**
 * The way to follow circus, for the first copy of this package that asks in a sandbox; nothing for the others.
 *
 * @throws UnsupportedRunnerError where this is no jest-circus, or where the test framework is not set up yet.
 */
export function circusAccess(): CircusAccess | undefined {
  const handlers: unknown = Reflect.get(globalThis, Symbol.for('EVENT_HANDLERS'));
  const stateKey = Object.getOwnPropertySymbols(globalThis).find(
    ({ description }) => description === 'JEST_STATE_SYMBOL',
  );
  if (stateKey === undefined) {
    throw new UnsupportedRunnerError('@watertight/jest', whatIsWrong());
  }
  const stateOf = (): Circus.State => Reflect.get(globalThis, stateKey);
  // The state lives as long as the file's run, and no longer: a mark there needs no cleaning.
  if (Reflect.has(stateOf(), JUDGED)) {
    return undefined;
  }
  Reflect.set(stateOf(), JUDGED, true);
  return Array.isArray(handlers) ? { by: 'events', handlers } : { by: 'hooks', stateOf };
}

/** The `globals.watertight` of the Jest config, unchecked. */
export function configuredOptions(): unknown {
  return Reflect.get(globalThis, 'watertight');
}

function whatIsWrong(): string {
  return Reflect.has(globalThis, 'jasmine')
    ? "it needs jest-circus, Jest's default runner. Take testRunner: 'jest-jasmine2' out of the Jest config."
    : "the test framework is not there yet. Write setupFilesAfterEnv: ['@watertight/jest'] in the Jest config, " +
        'and take it out of setupFiles.';
}
