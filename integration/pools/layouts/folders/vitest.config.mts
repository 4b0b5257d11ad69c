import { watertight } from '@watertight/vitest';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [watertight()],
  test: { projects: ['projects/*'] },
});
