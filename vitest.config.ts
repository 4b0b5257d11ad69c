import { globSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { watertight } from '@watertight/vitest';
import { defineConfig } from 'vitest/config';

/** Every folder with a `test` folder is a project, named after it. Projects inherit the plugins of this file. */
const projects = globSync(['packages/*/test', 'integration/test'], { cwd: import.meta.dirname }).map(dirname);

export default defineConfig({
  plugins: [watertight()],
  test: {
    reporters: ['minimal'],
    projects: projects.map((root) => ({
      test: {
        name: root.replace('packages/', ''),
        root,
        include: ['test/**/*.test.ts'],
        // A machine that does much else, too, is slow; it is not wrong.
        testTimeout: 60_000,
        globalSetup: root === 'integration' ? [join(import.meta.dirname, root, 'harness/work-folder.ts')] : [],
      },
    })),
  },
});
