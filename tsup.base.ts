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
    shims: true,
    ...options,
  };
}
