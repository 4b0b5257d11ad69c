// Invariant: the only file of this package that reads what Jest keeps on the sandbox's global.

import type { Circus } from '@jest/types';
import { UnsupportedRunnerError } from '@watertight/leak-testing';

/** What jest-circus lets a set-up file see of it. */
export interface CircusAccess {
  readonly stateOf: () => Circus.State;
  /** Whoever is in this list hears of circus's events; Jest 29 does not show it. */
  readonly handlers: Circus.EventHandler[] | undefined;
}

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
  return { stateOf, handlers: Array.isArray(handlers) ? handlers : undefined };
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
