import type { Options } from 'tsup';

/** How every package is built: ESM, CJS and types for Node 20.19 and later, with source maps. */
export function library(options: Options = {}): Options {
  return {
    entry: ['src/index.ts'],
    format: ['esm', 'cjs'],
    target: 'node20',
    dts: true,
    sourcemap: true,
    clean: true,
    splitting: false,
    esbuildOptions(options, { format }) {
      if (format === 'cjs') {
        options.define = { ...options.define, 'import.meta.url': 'importMetaUrl' };
        options.banner = { js: CJS_URL };
      }
    },
    ...options,
  };
}

/** What `import.meta.url` is in CommonJS. tsup's own shim takes Jest's jsdom for a web page, because of its `document`. */
const CJS_URL = '"use strict";\nconst importMetaUrl = require("node:url").pathToFileURL(__filename).href;';
