import { globSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Finding, runTool } from './tool.ts';

/**
 * Packs every package as npm would publish it and asks publint whether its manifest is sound, and attw whether its types
 * are found from ESM and from CJS. Node 10's resolution is left out: it knows no `exports`, and 20.19 is the oldest Node we serve.
 */
export async function checkPackedPackages(): Promise<Finding> {
  const folder = await mkdtemp(join(tmpdir(), 'watertight-packed-'));
  try {
    const packing = await runTool('npm', ['pack', '--workspace', 'packages', '--silent', '--pack-destination', folder]);
    if (packing !== undefined) {
      return packing;
    }
    const findings: Finding[] = [];
    for (const tarball of globSync('watertight-*.tgz', { cwd: folder })) {
      const path = join(folder, tarball);
      findings.push(await runTool('publint', ['--strict', path]), await runTool('attw', ['--profile', 'node16', path]));
    }
    return findings.filter((finding) => finding !== undefined).join('\n\n') || undefined;
  } finally {
    await rm(folder, { recursive: true });
  }
}
