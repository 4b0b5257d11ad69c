import { watertight } from '@watertight/vitest';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [watertight()],
  test: {
    globals: true,
    fileParallelism: false,
    // Both files in one realm, where a leak of the first could reach the second.
    isolate: false,
    experimental: { diagnostics: false },
  },
});
