import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LeakReport } from '@watertight/leak-testing';
import { Ajv, type AnySchema } from 'ajv';
import { describe, expect, test } from 'vitest';
import { judgeFile, project, updating } from './file-under-test.ts';

const load = (name: string): AnySchema =>
  JSON.parse(readFileSync(new URL(import.meta.resolve(`@watertight/leak-testing/${name}`)), 'utf8'));

const ajv = new Ajv({ allErrors: true });
const isReport = ajv.compile(load('watertight-report.schema.json'));
const isBaseline = ajv.compile(load('watertight-baseline.schema.json'));

function acquire(open: () => void): void {
  open();
}

function lend(open: () => void): void {
  open();
}

/** The two files as runs leave them that have all there is to say. */
async function writtenFiles(): Promise<{ report: Record<string, unknown>; baseline: Record<string, unknown> }> {
  const root = project();
  await updating(() => judgeFile(root, { first: [acquire], second: [(open) => open()] }));
  const options = { allowLeaks: [{ at: '**#lend', reason: 'it is lent' }] };
  const leaks = { first: [acquire, lend], second: [], throws: [acquire], third: [(open: () => void) => [open()]] };
  await judgeFile(root, leaks, { options, failed: ['throws'], runId: 'later' });
  const read = (name: string) => JSON.parse(readFileSync(join(root, name), 'utf8'));
  return { report: read('watertight-report.json'), baseline: read('watertight-baseline.json') };
}

test('a report may say what holds a leak, or why that is not known', async () => {
  const { report } = await writtenFiles();
  const [leak] = report.leaks as [{ report: LeakReport }];
  const explained = (more: Partial<LeakReport>) => ({
    ...report,
    leaks: [{ ...leak, report: { ...leak.report, ...more } }],
  });
  expect(isReport(explained({ retainingPath: ['globalThis.cache', 'Map', '"conn-7"'] }))).toBe(true);
  expect(isReport(explained({ retainingPathNote: 'not found: …' }))).toBe(true);
});

test('a report may say what became of the others from a line, and what was done last', async () => {
  const { report } = await writtenFiles();
  const [leak] = report.leaks as [{ report: LeakReport }];
  const [frame] = leak.report.createdAt;
  const flow = { open: 1, released: 2, isWhole: true, releasedAt: [{ frame, count: 2 }] };
  const told = (more: object) => ({ ...report, leaks: [{ ...leak, report: { ...leak.report, ...more } }] });
  expect(isReport(told({ flow, lastAccess: 'readInt' }))).toBe(true);
  expect(isReport(told({ flow: { ...flow, released: 0 } }))).toBe(false);
});

test('what a run writes is what the schemas say', async () => {
  const { report, baseline } = await writtenFiles();
  expect([isReport(report), isReport.errors]).toEqual([true, null]);
  expect([isBaseline(baseline), isBaseline.errors]).toEqual([true, null]);
  expect(new Set((report.leaks as { verdict: string }[]).map(({ verdict }) => verdict))).toEqual(
    new Set(['known', 'allowed', 'afterFailure', 'failed']),
  );
  expect(report.fixed).toHaveLength(1);
});

describe('the schemas refuse', () => {
  test.for([
    ['another version', { version: 2 }],
    ['a field that nobody knows', { count: 1 }],
    ['a leak without a verdict', { leaks: [{ runner: 'vitest', file: 'a.test.ts', fingerprint: '0'.repeat(16) }] }],
    ['leaks that are no list', { leaks: {} }],
  ] as const)('%s', async ([, change]) => {
    const { report, baseline } = await writtenFiles();
    expect([isReport({ ...report, ...change }), isBaseline({ ...baseline, ...change })]).toEqual([false, false]);
  });
});
