import { watertight } from '@watertight/vitest';
import { defineConfig } from 'vitest/config';

// The projects do not say `extends`: before Vitest 5, they have nothing of this file's plugins.
export default defineConfig({
  plugins: [watertight()],
  test: {
    projects: [
      { test: { name: 'hooks', globals: true, include: ['hooks.test.ts'] } },
      { test: { name: 'others', globals: true, exclude: ['hooks.test.ts'] } },
    ],
  },
});
