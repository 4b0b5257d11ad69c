import {
  type AccessRecord,
  formatPlace,
  formatRecord,
  formatReport,
  type LeakReport,
  type StackFrame,
} from '@watertight/leak-detector';
import { LeakError, LeakRecord } from './errors.ts';

/** Links of a cause chain: a test runner prints each with its whole stack. */
const LINKED_RECORDS = 3;

/** How the leaks of one scope are told. */
export interface Wording {
  /** What has ended, as a failure names it: `this test`, `describe block "decoder"`. */
  readonly subject: string;
  /** The folder that paths in the message are relative to. */
  readonly root: string;
  /** Whether the runner's stacks name functions as they are called. */
  readonly functionNames: boolean;
}

/**
 * One error for each report, ready for a test runner to show: the error's stack is the creating one, so that the code
 * frame stands on the creating line; the records that tell most follow as its causes.
 */
export function judge(reports: readonly LeakReport[], wording: Wording): readonly LeakError[] {
  return reports.map((report, index) => {
    const position = reports.length === 1 ? '' : ` (leak ${index + 1} of ${reports.length})`;
    const opened = report.phase === undefined ? '' : `, opened in ${report.phase},`;
    const headline = `${report.resourceType}${opened} was not released by the end of ${wording.subject}${position}.`;
    const message = `${headline}\n\n${formatReport(report, wording)}\n\n${remedyFor(report, wording.root)}`;
    return withStack(new LeakError(message, report, causesOf(report)), report.createdAt);
  });
}

/** What to do: about the retain that nobody answered where there is one, else what the kind of resource says. */
function remedyFor(report: LeakReport, root: string): string {
  const [suspect] = suspectsOf(report);
  const frame = suspect?.stack[0];
  return suspect === undefined || frame === undefined
    ? report.remedy
    : `Release what \`${suspect.operation}\` took at ${formatPlace(frame, root)}, or do not take it.`;
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

function withStack<E extends Error>(error: E, frames: readonly StackFrame[]): E {
  const lines = frames.map(({ functionName, file, line, column }) => {
    const place = `${file}:${line}:${column}`;
    return functionName === '' ? `    at ${place}` : `    at ${functionName} (${place})`;
  });
  error.stack = [`${error.name}: ${error.message}`, ...lines].join('\n');
  return error;
}
