import {
  type AccessRecord,
  formatRecord,
  formatReport,
  type LeakReport,
  type StackFrame,
} from '@watertight/leak-detector';
import { LeakError, LeakRecord } from './errors.ts';

/** Links of a cause chain: a test runner prints a code frame for each. */
const LINKED_RECORDS = 6;

/**
 * One error for each report, ready for a test runner to show: the error's stack is the creating one, so that the code
 * frame stands on the creating line; the records follow as its causes.
 *
 * @param subject - what has ended, as a failure names it: `this test`, `describe block "decoder"`.
 * @param root - the folder that paths in the message are relative to.
 */
export function judge(reports: readonly LeakReport[], subject: string, root: string): readonly LeakError[] {
  return reports.map((report, index) => {
    const position = reports.length === 1 ? '' : ` (leak ${index + 1} of ${reports.length})`;
    const opened = report.phase === undefined ? '' : `, opened in ${report.phase},`;
    const headline = `${report.resourceType}${opened} was not released by the end of ${subject}${position}.`;
    const message = `${headline}\n\n${formatReport(report, { root })}\n\n${report.remedy}`;
    return withStack(new LeakError(message, report, causesOf(report)), report.createdAt);
  });
}

/** The chain of records: retains that nobody answered come first, then the others as they happened. */
function causesOf(report: LeakReport): Error | undefined {
  const unmatched = new Set(report.unmatchedRetains.map((index) => report.ownership[index]));
  const suspects = report.ownership.filter((record) => unmatched.has(record));
  const others = report.ownership.filter((record) => !unmatched.has(record));
  return [...suspects, ...others]
    .slice(0, LINKED_RECORDS)
    .reduceRight<Error | undefined>((cause, record) => link(record, unmatched.has(record), cause), undefined);
}

function link(record: AccessRecord, unmatched: boolean, cause: Error | undefined): Error {
  const remark = unmatched ? ' (no matching release)' : '';
  return withStack(new LeakRecord(`${formatRecord(record)}${remark}`, cause), record.stack);
}

function withStack<E extends Error>(error: E, frames: readonly StackFrame[]): E {
  const lines = frames.map(({ functionName, file, line, column }) => {
    const place = `${file}:${line}:${column}`;
    return functionName === '' ? `    at ${place}` : `    at ${functionName} (${place})`;
  });
  error.stack = [`${error.name}: ${error.message}`, ...lines].join('\n');
  return error;
}
