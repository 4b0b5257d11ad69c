import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { dir: join(import.meta.dirname, '../..'), globals: true, include: ['hooks.test.ts'] },
});
