// Invariant: nothing is written but the file itself, and beside it files whose names begin with its name.

import { mkdir, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Platform } from './platform.ts';

// The real clock, taken before a test can fake it.
const nowMs = Date.now;

/** How often others are asked whether they have finished, in milliseconds. */
const LOCK_RETRY_MS = 10;

/** A lock older than this, in milliseconds, belongs to a worker that was killed. */
const LOCK_STALE_MS = 10_000;

/**
 * Calls `fn` while no other worker works on the file at `path`.
 *
 * @param waitMs - how long others get to finish, in milliseconds.
 * @returns whether it was called: false when the lock was not to be had in time.
 */
export async function withLock(
  path: string,
  waitMs: number,
  platform: Platform,
  fn: () => Promise<void>,
): Promise<boolean> {
  const lock = `${path}.lock`;
  await mkdir(dirname(path), { recursive: true });
  for (let waitedMs = 0; waitedMs <= waitMs; waitedMs += LOCK_RETRY_MS) {
    if (await take(lock)) {
      await fn().finally(() => rmdir(lock));
      return true;
    }
    await platform.sleep(LOCK_RETRY_MS);
  }
  return false;
}

async function take(lock: string): Promise<boolean> {
  try {
    await mkdir(lock);
    return true;
  } catch {
    if ((await ageMs(lock)) > LOCK_STALE_MS) {
      await rmdir(lock).catch(() => undefined);
    }
    return false;
  }
}

/** Milliseconds since a file was written; 0 when it is gone. */
async function ageMs(path: string): Promise<number> {
  const written = await stat(path).catch(() => undefined);
  return written === undefined ? 0 : nowMs() - written.mtimeMs;
}

/** Writes `value` as JSON, or removes the file when there is none. A reader sees the old file or the new one, never half. */
export async function replaceJson(path: string, value: object | undefined): Promise<void> {
  if (value === undefined) {
    await rm(path, { force: true });
    return;
  }
  const next = `${path}.next`;
  await writeFile(next, `${JSON.stringify(value, null, 2)}\n`);
  await rename(next, path);
}
