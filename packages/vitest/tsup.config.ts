import { defineConfig } from 'tsup';
import { library } from '../../tsup.base.ts';

export default defineConfig([
  library({ clean: false }),
  // Beside the others, not a part of them: see src/protection.ts for the extension.
  library({
    entry: ['src/setup.ts', 'src/global-setup.ts'],
    format: ['esm'],
    dts: false,
    clean: false,
    outExtension: () => ({ js: '.mts' }),
  }),
]);
