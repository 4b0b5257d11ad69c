// Loading this module is what protects a test file: `setupFilesAfterEnv: ['@watertight/jest']`.

import { LeakSession, type LeakTestingOptions, resolveOptions } from '@watertight/leak-testing';
import { handleEvents } from './circus-events.ts';
import { surroundHooks } from './circus-hooks.ts';
import { CircusJudge } from './circus-judge.ts';
import { circusAccess, configuredOptions } from './jest-globals.ts';

/** Options of the Jest config's `globals: { watertight: { … } }`. */
export interface WatertightOptions extends LeakTestingOptions {}

const circus = circusAccess();

if (circus !== undefined) {
  const judge = new CircusJudge(
    new LeakSession({
      options: resolveOptions(configuredOptions()),
      root: process.cwd(),
      // With source maps, Jest names a frame after what is called at its place.
      functionNames: false,
      pluginUrl: import.meta.url,
    }),
  );
  if (circus.by === 'events') {
    handleEvents(judge, circus.handlers);
  } else {
    surroundHooks(judge, circus.stateOf);
  }
}
