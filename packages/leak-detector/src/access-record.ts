import type { CallStack, StackFrame } from './call-stack.ts';

/** One thing that happened to a tracked resource, as data. */
export interface AccessRecord {
  /** What was called, in the resource's own words: `retain`, `release`, `slice`, `touch`, `readInt`. */
  readonly operation: string;
  /** The reference count before the call; absent where the call does not change it. */
  readonly refCntBefore?: number;
  readonly refCntAfter?: number;
  /** What the caller said with `touch(hint)`, or a view's range. */
  readonly hint?: string;
  /** How many equal calls from one place this record stands for. */
  readonly times: number;
  /** The calling frames, innermost first. */
  readonly stack: readonly StackFrame[];
}

/** A record while its resource is open: the stack is not formatted yet. */
export interface PendingRecord {
  readonly operation: string;
  readonly refCntBefore?: number | undefined;
  readonly refCntAfter?: number | undefined;
  readonly hint?: string | undefined;
  readonly times: number;
  readonly stack: CallStack;
}

/** Formats `record`'s stack and freezes it. */
export function toAccessRecord(record: PendingRecord, hidden: ReadonlySet<string>): AccessRecord {
  return Object.freeze({
    operation: record.operation,
    ...(record.refCntBefore !== undefined && { refCntBefore: record.refCntBefore }),
    ...(record.refCntAfter !== undefined && { refCntAfter: record.refCntAfter }),
    ...(record.hint !== undefined && { hint: record.hint }),
    times: record.times,
    stack: record.stack.frames(hidden),
  });
}

/** More than these of one resource, and hints are no reason any more to keep records apart. */
const MAX_RECORDS = 512;

/**
 * Folds records of one operation, hint and place into one, with the number of calls; nothing is dropped. Where hints differ
 * without end, those of one place are folded too, and the newest stands for all.
 */
export function foldRecords(records: readonly PendingRecord[], hidden: ReadonlySet<string>): PendingRecord[] {
  const places = (record: PendingRecord): readonly string[] =>
    record.stack.frames(hidden).map(({ file, line, column }) => `${file}:${line}:${column}`);
  const folded = foldBy(records, (record) => [record.operation, record.hint, ...places(record)].join('\n'));
  return folded.length <= MAX_RECORDS
    ? folded
    : foldBy(folded, (record) => [record.operation, ...places(record)].join('\n'));
}

function foldBy(records: readonly PendingRecord[], keyOf: (record: PendingRecord) => string): PendingRecord[] {
  const byKey = new Map<string, PendingRecord>();
  for (const record of records) {
    const key = keyOf(record);
    const first = byKey.get(key);
    byKey.set(key, first === undefined ? record : { ...first, hint: record.hint, times: first.times + record.times });
  }
  return [...byKey.values()];
}
