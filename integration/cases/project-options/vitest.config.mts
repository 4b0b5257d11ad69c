import { watertight } from '@watertight/vitest';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [watertight()],
  test: {
    fileParallelism: false,
    experimental: { diagnostics: false },
    projects: [
      { test: { name: 'lenient', globals: true, include: ['lenient.test.ts'] } },
      {
        // It inherits the plugin, too: its own is what counts.
        extends: true,
        plugins: [watertight({ moduleScope: 'fail' })],
        test: { name: 'strict', globals: true, include: ['strict.test.ts'] },
      },
    ],
  },
});
