import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** The path of a capture that the test has for itself. */
export function capturePath(): string {
  const folder = mkdtempSync(join(tmpdir(), 'watertight-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, 'capture');
}
