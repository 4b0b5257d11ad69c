import { watertight } from '@watertight/vitest';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [watertight()],
  test: {
    globals: true,
    // The files share a worker and its modules, and so the fixture itself.
    isolate: false,
    fileParallelism: false,
    experimental: { diagnostics: false },
  },
});
