import {
  type AccessRecord,
  type FormatOptions,
  formatPlace,
  formatRecord,
  formatReport,
  type LeakReport,
} from '@watertight/leak-detector';
import { withStack } from './caller-stack.ts';
import { LeakError, LeakRecord } from './errors.ts';

/** Links of a cause chain: a test runner prints each with its whole stack. */
const LINKED_RECORDS = 3;

/** Of what a module opens at its top level, which is seldom forgotten and often meant to stay. */
const REMEDY_OF_MODULES =
  'A module opened it at its top level. Release it in `afterAll`, declare it with `permanent(resource, reason)`, ' +
  'or load the module in `fileScope(fn)`.';

/** What is held against whom: *failed* against the scope that answers for it, the others against nobody. */
export type Verdict = 'failed' | 'afterFailure' | 'allowed';

/** A leak and what is held of it; plain, safe for JSON and for `structuredClone`. */
export interface JudgedLeak {
  readonly report: LeakReport;
  readonly verdict: Verdict;
  /** Why it is allowed, or why it is not any more. */
  readonly reason?: string;
}

/** How the leaks of one scope are told. */
export interface Wording extends FormatOptions {
  /** What has ended, as a failure names it: `this test`, `describe block "decoder"`. */
  readonly subject: string;
}

/**
 * One error for each leak that failed, ready for a test runner to show: the error's stack is the creating one, so that the
 * code frame stands on the creating line; the records that tell most follow as its causes.
 */
export function judge(leaks: readonly JudgedLeak[], wording: Wording): readonly LeakError[] {
  const failed = leaks.filter(({ verdict }) => verdict === 'failed');
  return failed.map(({ report, reason }, index) => {
    const position = failed.length === 1 ? '' : ` (leak ${index + 1} of ${failed.length})`;
    const opened = report.phase === undefined ? '' : `, opened in ${report.phase},`;
    const headline = `${report.resourceType}${opened} was not released by the end of ${wording.subject}${position}.`;
    const remedy = remedyFor(report, wording.root);
    const message = [headline, formatReport(report, wording), reason, remedy]
      .filter((paragraph) => paragraph !== undefined)
      .join('\n\n');
    return withStack(new LeakError(message, report, causesOf(report)), report.createdAt);
  });
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
