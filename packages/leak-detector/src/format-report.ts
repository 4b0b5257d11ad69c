import type { AccessRecord } from './access-record.ts';
import { type StackFrame, toPath } from './call-stack.ts';
import type { LeakReport, Reachability } from './leak-report.ts';

/** How {@link formatReport} shortens what it prints. */
export interface FormatOptions {
  /** The folder that paths are shown relative to. */
  readonly root?: string;
}

/** More ownership records than this, and those in the middle are counted instead of listed. */
const LISTED_RECORDS = 16;

const REACHABILITY_WORDS: Readonly<Record<Reachability, string>> = {
  reachable: 'still referenced',
  unreachable: 'unreachable: lost without release',
  unknown: 'reachability unknown',
};

/**
 * One report as indented lines: what leaked, where it was created, what happened to it. No line begins with `at `, so
 * that no test runner takes one for a stack frame.
 */
export function formatReport(report: LeakReport, options: FormatOptions = {}): string {
  return [`  ${titleOf(report)}`, ...table(rowsOf(report, options)).map((line) => `    ${line}`)].join('\n');
}

/** `src/decoder.ts:18:23`: a frame's place relative to `root`. */
export function formatPlace(frame: StackFrame, root?: string): string {
  const path = toPath(frame.file);
  const folder = root === undefined ? undefined : `${toPath(root).replace(/\/$/, '')}/`;
  const shown = folder !== undefined && path.startsWith(folder) ? path.slice(folder.length) : path;
  return `${shown}:${frame.line}:${frame.column}`;
}

/** `retain 1 → 2`, `touch "header ok"`, `slice 4..16`: one record in words. */
export function formatRecord(record: AccessRecord): string {
  return [record.operation, ...detailsOf(record), record.times > 1 ? `×${record.times}` : '']
    .filter((part) => part !== '')
    .join(' ');
}

function detailsOf(record: AccessRecord): readonly string[] {
  const counted = record.refCntBefore !== undefined && record.refCntAfter !== undefined;
  return [
    counted ? `${record.refCntBefore} → ${record.refCntAfter}` : '',
    record.hint === undefined ? '' : record.operation === 'touch' ? JSON.stringify(record.hint) : record.hint,
  ];
}

function titleOf(report: LeakReport): string {
  return [
    `${report.resourceType} #${report.id}`,
    report.summary,
    report.refCnt === undefined ? '' : `refCnt ${report.refCnt}`,
    REACHABILITY_WORDS[report.reachability],
    report.placementNote ?? '',
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

/** Cells of a row; the last one is not padded. */
type Row = readonly [operation: string, where: string, place: string, remark?: string];

function rowsOf(report: LeakReport, { root }: FormatOptions): readonly Row[] {
  const created: Row = ['created', ...whereCells(report.createdAt, root)];
  const records = report.ownership.map((record, index): Row => {
    const remark = report.unmatchedRetains.includes(index) ? '← no matching release' : '';
    return [formatRecord(record), ...whereCells(record.stack, root), remark];
  });
  return [created, ...shortened(records), ...accessRow(report), ...contentRow(report)];
}

function shortened(records: readonly Row[]): readonly Row[] {
  if (records.length <= LISTED_RECORDS) {
    return records;
  }
  const half = LISTED_RECORDS / 2;
  const left = records.length - LISTED_RECORDS;
  return [...records.slice(0, half), ['…', `${left} more records`, ''], ...records.slice(-half)];
}

function whereCells(stack: readonly StackFrame[], root: string | undefined): readonly [string, string] {
  const frame = stack[0];
  if (frame === undefined) {
    return ['(unknown)', ''];
  }
  const name = frame.functionName.replace(/^async /, '');
  return [name === '' || name.endsWith('<anonymous>') ? '(anonymous)' : name, formatPlace(frame, root)];
}

function accessRow(report: LeakReport): readonly Row[] {
  const counts = Object.entries(report.accessCounts);
  if (counts.length === 0) {
    return [];
  }
  const total = counts.reduce((sum, [, count]) => sum + count, 0);
  const withStack = report.accesses.length;
  const more = withStack < total ? ` (${withStack} with stack; raise targetRecords to see more)` : '';
  return [['accesses', counts.map(([operation, count]) => `${operation} ×${count}`).join(', ') + more, '']];
}

function contentRow({ content }: LeakReport): readonly Row[] {
  return content === undefined || content === '' ? [] : [['content', content, '']];
}

/** Aligns the rows that name a place; a row without one runs on. */
function table(rows: readonly Row[]): readonly string[] {
  const placed = rows.filter(([, , place]) => place !== '');
  const first = Math.max(...rows.map(([operation]) => operation.length));
  const second = Math.max(0, ...placed.map(([, where]) => where.length));
  const third = Math.max(0, ...placed.map(([, , place]) => place.length));
  return rows.map(([operation, where, place, remark = '']) =>
    [operation.padEnd(first), where.padEnd(place === '' ? 0 : second), place.padEnd(remark === '' ? 0 : third), remark]
      .join('  ')
      .trimEnd(),
  );
}
