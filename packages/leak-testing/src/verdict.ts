import {
  type AccessRecord,
  type FormatOptions,
  formatMisuse,
  formatPlace,
  formatRecord,
  formatReport,
  type LeakReport,
  type MisuseReport,
} from '@watertight/leak-detector';
import { withStack } from './caller-stack.ts';
import { LeakError, LeakRecord, MisuseError } from './errors.ts';

/** Links of a cause chain: a test runner prints each with its whole stack. */
const LINKED_RECORDS = 3;

/** Of what a module opens at its top level, which is seldom forgotten and often meant to stay. */
const REMEDY_OF_MODULES =
  'A module opened it at its top level. Release it in `afterAll`, declare it with `permanent(resource, reason)`, ' +
  'or load the module in `fileScope(fn)`.';

/**
 * What is held against whom: *failed* against the scope that answers for it, the others against nobody. *afterFailure*: the
 * scope failed by itself; *allowed*: a reason was given; *known*: the baseline has it; *ignored*: it was opened while a
 * module was evaluated, and nobody judges modules.
 */
export type Verdict = 'failed' | 'afterFailure' | 'allowed' | 'known' | 'ignored';

/** A leak and what is held of it; plain, safe for JSON and for `structuredClone`. */
export interface JudgedLeak {
  readonly report: LeakReport;
  readonly verdict: Verdict;
  /** The same for the same leak while lines move: what the baseline knows it by. */
  readonly fingerprint: string;
  /** Why it is allowed, or why it is not any more. */
  readonly reason?: string;
  /** The glob of the entry of `allowLeaks` that allows it, or that did. */
  readonly at?: string;
}

/** What is told of a leak. */
type TellableLeak = Omit<JudgedLeak, 'fingerprint' | 'at'>;

/** How the leaks of one scope are told. */
export interface Wording extends FormatOptions {
  /** What has ended, as a failure names it: `this test`, `describe block "decoder"`. */
  readonly subject: string;
  /** The file that has all of them, where there is one. */
  readonly reportFile?: string | false;
}

/** Errors shown of one scope; the report file has the others. */
const SHOWN_ERRORS = 10;

/** Numbers shown of the leaks of one line, besides the first. */
const SHOWN_NUMBERS = 5;

/**
 * The leaks that failed as errors, ready for a test runner to show: one for each, but for leaks of one line, which share
 * one. The error's stack is the creating one, so that the code frame stands on the creating line; the records that tell
 * most follow as its causes. Of a long list, only the beginning is told.
 */
export function judge(leaks: readonly TellableLeak[], wording: Wording): readonly LeakError[] {
  const failed = leaks.filter(({ verdict }) => verdict === 'failed');
  const groups = groupedByLine(failed);
  const shown = groups.slice(0, SHOWN_ERRORS);
  const hiddenCount = groups.slice(SHOWN_ERRORS).flat().length;
  let first = 1;
  return shown.flatMap((group, index) => {
    const [leak, ...others] = group;
    if (leak === undefined) {
      return [];
    }
    const { report, reason } = leak;
    const opened = report.phase === undefined ? '' : `, opened in ${report.phase},`;
    const position = positionOf(first, group.length, failed.length);
    first += group.length;
    const headline = `${report.resourceType}${opened} was not released by the end of ${wording.subject}${position}.`;
    const hidden =
      index === shown.length - 1 && hiddenCount > 0 ? `${hiddenCount} more leaks are not shown` : undefined;
    const message = [
      headline,
      formatReport(report, wording),
      others.length === 0 ? undefined : `The others of this line: ${numbersOf(others, wording)}.`,
      reason,
      remedyFor(report, wording.root),
      hidden && `${hidden}${inFile(wording)}.`,
    ]
      .filter((paragraph) => paragraph !== undefined)
      .join('\n\n');
    return withStack(new LeakError(message, report, causesOf(report)), report.createdAt);
  });
}

/** The misuses that one scope answers for as errors: the stack of each is that of the last release, its cause the creating one. */
export function judgeMisuses(misuses: readonly MisuseReport[], wording: Wording): readonly MisuseError[] {
  const hiddenCount = misuses.length - SHOWN_ERRORS;
  return misuses.slice(0, SHOWN_ERRORS).map((report, index) => {
    const position = misuses.length === 1 ? '' : ` (misuse ${index + 1} of ${misuses.length})`;
    const headline = `${report.resourceType} ${report.deed}, found at the end of ${wording.subject}${position}.`;
    const hidden =
      hiddenCount > 0 && index === SHOWN_ERRORS - 1
        ? [`${hiddenCount} more misuses are not shown${inFile(wording)}.`]
        : [];
    const message = [headline, formatMisuse(report, wording), report.remedy, ...hidden].join('\n\n');
    const created = withStack(new LeakRecord('created', undefined), report.createdAt);
    const release = report.ownership.findLast(({ operation }) => operation === 'release');
    return withStack(new MisuseError(message, report, created), release?.stack ?? report.createdAt);
  });
}

function groupedByLine(leaks: readonly TellableLeak[]): readonly (readonly TellableLeak[])[] {
  const groups = new Map<string, TellableLeak[]>();
  for (const leak of leaks) {
    const line = lineOf(leak);
    const group = groups.get(line);
    if (group === undefined) {
      groups.set(line, [leak]);
    } else {
      group.push(leak);
    }
  }
  return [...groups.values()];
}

/** What leaks of one line have in common. */
function lineOf({ report, reason }: TellableLeak): string {
  const { resourceType, phase, placementNote, reachability, createdAt } = report;
  const suspects = suspectsOf(report).map(({ operation, stack }) => [operation, stack]);
  return JSON.stringify([resourceType, phase, placementNote, reachability, createdAt, suspects, reason]);
}

/** ` (leak 2 of 3)`, ` (leaks 2 to 5 of 9, all of one line)`; nothing for a leak that came alone. */
function positionOf(first: number, count: number, total: number): string {
  if (count === 1) {
    return total === 1 ? '' : ` (leak ${first} of ${total})`;
  }
  return count === total
    ? ` (${total} leaks, all of one line)`
    : ` (leaks ${first} to ${first + count - 1} of ${total}, all of one line)`;
}

/** `#4, #5 and 12 more`. */
function numbersOf(leaks: readonly TellableLeak[], wording: Wording): string {
  const numbers = leaks.slice(0, SHOWN_NUMBERS).map(({ report }) => `#${report.id}`);
  const more = leaks.length - numbers.length;
  return `${numbers.join(', ')}${more === 0 ? '' : ` and ${more} more${inFile(wording)}`}`;
}

function inFile({ reportFile = false }: Wording): string {
  return reportFile === false ? '' : `; all of them are in ${reportFile}`;
}

/** What to do: about the retain that nobody answered where there is one, else what the kind of resource says. */
function remedyFor(report: LeakReport, root: string | undefined): string {
  const [suspect] = suspectsOf(report);
  const frame = suspect?.stack[0];
  if (suspect !== undefined && frame !== undefined) {
    return `Release what \`${suspect.operation}\` took at ${formatPlace(frame, root)}, or do not take it.`;
  }
  return report.createdAt[0]?.topLevel === true ? REMEDY_OF_MODULES : report.remedy;
}

/** The chain of records: retains that nobody answered, then what was said of the resource, the newest first. */
function causesOf(report: LeakReport): Error | undefined {
  const suspects = suspectsOf(report);
  const touches = report.ownership.filter(({ operation }) => operation === 'touch').toReversed();
  return [...suspects, ...touches]
    .slice(0, LINKED_RECORDS)
    .reduceRight<Error | undefined>((cause, record) => link(record, suspects.includes(record), cause), undefined);
}

function suspectsOf({ ownership, unmatchedRetains }: LeakReport): readonly AccessRecord[] {
  return ownership.filter((_, index) => unmatchedRetains.includes(index));
}

function link(record: AccessRecord, unmatched: boolean, cause: Error | undefined): Error {
  const remark = unmatched ? ' (no matching release)' : '';
  return withStack(new LeakRecord(`${formatRecord(record)}${remark}`, cause), record.stack);
}
