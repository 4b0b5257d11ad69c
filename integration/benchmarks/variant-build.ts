import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PooledByteBufAllocator } from '@watertight/buffer';
import { leakDetector } from '@watertight/leak-detector';

/** What a build of the package lacks, to see what it costs. */
export interface Variant {
  /** What is left out, in a word or two. */
  readonly name: string;
  /** Matches the built code, all of its places. A bundler numbers names. */
  readonly code: RegExp;
  readonly places: number;
  /** What is there instead; `$1` is what the code's first group matches. */
  readonly instead: string;
}

const ROOT = join(import.meta.dirname, '../..');

/**
 * Calls `compare` with the default pools of the built package, twice loaded as modules of their own: as it is, and as
 * `variant` has it. Sets the detector's level back afterwards. Returns what `compare` returns.
 */
export async function besideVariant<T>(
  { name, code, places, instead }: Variant,
  compare: (asBuilt: PooledByteBufAllocator, without: PooledByteBufAllocator) => Promise<T>,
): Promise<T> {
  const { level } = leakDetector;
  const folder = await mkdtemp(join(tmpdir(), 'watertight-bench-'));
  try {
    await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    const built = await readFile(join(ROOT, 'packages/buffer/dist/index.js'), 'utf8');
    const found = built.match(code)?.length ?? 0;
    if (found !== places) {
      throw new Error(`The built package has ${name} in ${found} places (expected: ${places}).`);
    }
    const asBuilt = await load(join(folder, 'as-built.mjs'), built);
    return await compare(asBuilt, await load(join(folder, 'without.mjs'), built.replace(code, instead)));
  } finally {
    leakDetector.setLevel(level);
    await rm(folder, { recursive: true, force: true });
  }
}

async function load(path: string, code: string): Promise<PooledByteBufAllocator> {
  await writeFile(path, code);
  const loaded: { readonly PooledByteBufAllocator: typeof PooledByteBufAllocator } = await import(path);
  return loaded.PooledByteBufAllocator.DEFAULT;
}
