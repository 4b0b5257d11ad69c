import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isUpdateRun } from './baseline.ts';
import { type LeakBaselineFile, readBaseline, unionOf } from './baseline-file.ts';
import { ReportFileError } from './errors.ts';
import type { Findings, LeakSource, StaleAllowance } from './findings.ts';
import type { ResolvedOptions } from './options.ts';
import { type LeakReportFile, mergeParts, type ReportPlace, readReport } from './report-file.ts';

/** What a run is summarised from. */
export interface RunSummarySetup extends Omit<ReportPlace, 'path'> {
  readonly options: ResolvedOptions;
  /** Every test of the project has run: no filter, no shard, no early end. Only then is an entry of the options stale. */
  readonly isComplete: boolean;
}

const NOTHING: Findings = { leaks: [], misuses: [], staleAllowances: [], fixed: [] };

/** Things named of a list; the others are counted. */
const NAMED = 3;

/**
 * What the report and the baseline say of a run that has ended: a line for each thing that fails nothing and is worth
 * knowing, none where there is nothing of the kind. Merges what is not in the report yet. Never throws: where that fails, a
 * line says so.
 */
export async function summariseRun(setup: RunSummarySetup): Promise<readonly string[]> {
  const { options, isComplete } = setup;
  const failures: string[] = [];
  const report = await reportOf(setup).catch((error: unknown) => {
    failures.push(error instanceof ReportFileError ? error.message : String(error));
  });
  const findings = report ?? NOTHING;
  return [
    ...failures,
    ...summarise(findings, setup),
    ...(isComplete ? staleEntries(findings, options) : []),
    ...(isUpdateRun() ? [] : lostFiles(baselineOf(setup), setup.root)),
  ];
}

/** The same of one test file, as far as that can tell. */
export function summarise(findings: Findings, setup: Pick<RunSummarySetup, 'options' | 'root'>): readonly string[] {
  return [
    ...knownLeaks(findings, setup),
    ...fixedLeaks(findings),
    ...allowedLeaks(findings),
    ...findings.staleAllowances.map((stale) => {
      const call = `allowLeaks(${JSON.stringify(stale.reason)})`;
      return `${call} in ${nameOf(stale)} allowed nothing. Take it out.`;
    }),
  ];
}

async function reportOf({ options, ...place }: RunSummarySetup): Promise<LeakReportFile | undefined> {
  if (options.reportFile === false) {
    return undefined;
  }
  await mergeParts({ ...place, path: options.reportFile }, 'now');
  const report = await readReport(join(place.root, options.reportFile));
  return report?.runId === place.runId ? report : undefined;
}

function knownLeaks({ leaks, fixed }: Findings, setup: Pick<RunSummarySetup, 'options' | 'root'>): string[] {
  const { baselineFile } = setup.options;
  const count = leaks.filter(({ verdict }) => verdict === 'known').length;
  if (isUpdateRun()) {
    const size = baselineOf(setup).leaks.length;
    return count + fixed.length === 0 ? [] : [`${baselineFile} is up to date: it knows ${counted(size, 'leak')}.`];
  }
  return count === 0 ? [] : [`${counted(count, 'known leak')} failed nothing (${baselineFile}).`];
}

function fixedLeaks({ leaks, fixed }: Findings): string[] {
  const present = new Set(leaks.map(({ fingerprint }) => fingerprint));
  const absent = new Map(
    fixed
      .filter(({ fingerprint }) => !present.has(fingerprint))
      .map(({ fingerprint, createdAt }) => [fingerprint, createdAt[0] ?? fingerprint]),
  );
  if (absent.size === 0) {
    return [];
  }
  const places = named([...absent.values()]);
  return isUpdateRun()
    ? [`${counted(absent.size, 'fixed leak')} taken out of it: ${places}.`]
    : [
        `${counted(absent.size, 'known leak')} did not come any more: ${places}. WATERTIGHT_BASELINE=update takes out what is fixed.`,
      ];
}

function allowedLeaks({ leaks }: Findings): string[] {
  const reasons = new Map<string, number>();
  const allowed = leaks.filter(({ verdict }) => verdict === 'allowed');
  for (const { reason = '' } of allowed) {
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  const list = named([...reasons].map(([reason, count]) => `${count} × ${reason}`));
  return allowed.length === 0 ? [] : [`${counted(allowed.length, 'leak')} allowed: ${list}.`];
}

/** An entry of the options that no leak of a whole run has met. */
function staleEntries({ leaks }: Findings, { allowLeaks }: ResolvedOptions): string[] {
  const met = new Set(leaks.map(({ at }) => at));
  return allowLeaks
    .filter(({ at }) => !met.has(at))
    .map(({ at, reason }) => `The option allowLeaks has an entry that no leak met: ${at} (${reason}). Take it out.`);
}

/** Leaks that nothing can fix, because the test files that had them are gone. */
function lostFiles({ leaks }: LeakBaselineFile, root: string): string[] {
  const lost = leaks.filter(({ seenIn }) => seenIn.every(({ file }) => !existsSync(resolve(root, file))));
  const files = new Set(lost.flatMap(({ seenIn }) => seenIn.map(({ file }) => file)));
  return lost.length === 0
    ? []
    : [
        `${counted(lost.length, 'known leak')} of test files that are gone: ${named([...files])}. WATERTIGHT_BASELINE=update takes them out.`,
      ];
}

function baselineOf({ options, root }: Pick<RunSummarySetup, 'options' | 'root'>): LeakBaselineFile {
  try {
    return options.baselineFile === false ? unionOf([]) : readBaseline(join(root, options.baselineFile));
  } catch {
    return unionOf([]);
  }
}

function nameOf({ scope, file }: StaleAllowance & Partial<LeakSource>): string {
  const where = file === undefined ? '' : ` (${file})`;
  return `${scope.kind} ${JSON.stringify(scope.name)}${where}`;
}

function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`;
}

function named(things: readonly string[]): string {
  const more = things.length - NAMED;
  return [...things.slice(0, NAMED), ...(more > 0 ? [`${more} more`] : [])].join(', ');
}
