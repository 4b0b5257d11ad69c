import { watertight } from '@watertight/vitest';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [watertight()],
  test: {
    globals: true,
    fileParallelism: false,
    experimental: { diagnostics: false },
    // Part of Vitest's own module registry, which a test can reset.
    server: { deps: { inline: [/@watertight/] } },
  },
});
