import { watertight } from '@watertight/vitest';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [watertight()],
  test: {
    globals: true,
    projects: [
      { extends: true, test: { name: 'hooks', include: ['hooks.test.ts'] } },
      { extends: true, test: { name: 'others', pool: 'vmThreads', exclude: ['hooks.test.ts'] } },
    ],
  },
});
