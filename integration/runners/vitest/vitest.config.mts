import { watertight } from '@watertight/vitest';
import { defineConfig } from 'vitest/config';
import options from './watertight.json' with { type: 'json' };

export default defineConfig({
  plugins: [watertight(options)],
  test: {
    globals: true,
    // One worker, so that the files report in the same order every time.
    fileParallelism: false,
    // Advice that depends on how busy the machine is.
    experimental: { diagnostics: false },
  },
});
