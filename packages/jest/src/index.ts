// Loading this module is what protects a test file: `setupFilesAfterEnv: ['@watertight/jest']`.

import { relative } from 'node:path';
import { expect } from '@jest/globals';
import {
  LeakSession,
  type LeakTestingOptions,
  leakMatchers,
  resolveOptions,
  summarise,
} from '@watertight/leak-testing';
import { handleEvents } from './circus-events.ts';
import { surroundHooks } from './circus-hooks.ts';
import { CircusJudge } from './circus-judge.ts';
import { circusAccess, configuredOptions } from './jest-globals.ts';
import { print, REPORTER_VARIABLE, runIdOf } from './run.ts';

export type { AllowedLeaks, LeakReport } from '@watertight/leak-testing';
export { allowLeaks, assertNoLeaks, expectLeaks, fileScope, permanent, untracked } from '@watertight/leak-testing';

/** What the set-up adds to `expect`. */
export interface LeakMatchers<R> {
  /** Passes when nobody has to release the resource any more. Borrows it. */
  toBeReleased(): R;
  /** Passes when the resource has to be released exactly `count` times. Borrows it. */
  toHaveRefCnt(count: number): R;
}

declare module 'expect' {
  interface Matchers<R> extends LeakMatchers<R> {}
}

declare global {
  // biome-ignore lint/style/noNamespace: @types/jest, which need not be there, declares the global `expect` in it.
  namespace jest {
    interface Matchers<R> extends LeakMatchers<R> {}
  }
}

/** Options of the Jest config's `globals: { watertight: { … } }`. */
export interface WatertightOptions extends LeakTestingOptions {}

const circus = circusAccess();

if (circus !== undefined) {
  expect.extend(leakMatchers);
  const options = resolveOptions(configuredOptions());
  const root = process.cwd();
  const isSummarised = process.env[REPORTER_VARIABLE] !== undefined;
  const session = new LeakSession({
    options,
    root,
    // With source maps, Jest names a frame after what is called at its place.
    functionNames: false,
    pluginUrl: import.meta.url,
    reporting: () => ({
      runId: runIdOf(circus.stateOf().seed),
      source: { runner: 'jest', file: expect.getState().testPath ?? '' },
      isSummarised,
    }),
  });
  const judge = new CircusJudge(session, () => {
    // Without the reporter, nobody hears of the end of the run: then each file speaks for itself.
    if (!isSummarised) {
      print(summarise(session.findings, { options, root }), relative(root, expect.getState().testPath ?? root));
    }
  });
  if (circus.handlers !== undefined) {
    handleEvents(judge, circus.handlers);
  } else {
    surroundHooks(judge, circus.stateOf);
  }
}
