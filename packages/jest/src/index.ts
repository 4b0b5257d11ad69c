// Loading this module is what protects a test file: `setupFilesAfterEnv: ['@watertight/jest']`.

import { LeakSession, type LeakTestingOptions, resolveOptions } from '@watertight/leak-testing';
import { judgeBy } from './circus.ts';
import { configuredOptions, installHandler } from './jest-globals.ts';

/** Options of the Jest config's `globals: { watertight: { … } }`. */
export interface WatertightOptions extends LeakTestingOptions {}

installHandler(() =>
  judgeBy(
    new LeakSession({
      options: resolveOptions(configuredOptions()),
      root: process.cwd(),
      pluginUrl: import.meta.url,
    }),
  ),
);
