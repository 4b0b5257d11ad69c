import type { AccessRecord } from './access-record.ts';
import { type StackFrame, toPath } from './call-stack.ts';
import type { LeakReport, Reachability } from './leak-report.ts';
import type { MisuseReport } from './misuse.ts';

/** How {@link formatReport} shortens what it prints. */
export interface FormatOptions {
  /** The folder that paths are shown relative to. */
  readonly root?: string;
  /** Whether the names of functions are worth showing: source maps of a transform may have made them wrong. Default: true. */
  readonly functionNames?: boolean;
}

/** More ownership records than this, and those in the middle are counted instead of listed. */
const LISTED_RECORDS = 16;

/** Places shown of those where others of a leak's line were released. */
const SHOWN_PLACES = 3;

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
  return [
    `  ${titleOf(report)}`,
    ...table(rowsOf(report, options), notesOf(report, options)).map((line) => `    ${line}`),
  ].join('\n');
}

/** As {@link formatReport}, for what was done with a resource after it was given back. */
export function formatMisuse(report: MisuseReport, options: FormatOptions = {}): string {
  return [
    `  ${report.resourceType} #${report.id} · released`,
    ...table(rowsOf(report, options), [['seen', report.evidence]]).map((line) => `    ${line}`),
  ].join('\n');
}

/** `src/decoder.ts:18:23`: a frame's place relative to `root`. */
export function formatPlace(frame: StackFrame, root?: string): string {
  return `${formatPath(frame.file, root)}:${frame.line}:${frame.column}`;
}

/** `src/decoder.ts`: a frame's file relative to `root`, whole where it lies elsewhere; always with forward slashes. */
export function formatPath(file: string, root?: string): string {
  const path = toPath(file);
  const folder = root === undefined ? undefined : `${toPath(root).replace(/\/$/, '')}/`;
  return folder !== undefined && path.startsWith(folder) ? path.slice(folder.length) : path;
}

/** `retain 1 → 2`, `touch "header ok"`, `slice [4..16]`: one record in words. */
export function formatRecord(record: AccessRecord): string {
  const said = record.operation === 'touch' && record.hint !== undefined ? JSON.stringify(record.hint) : '';
  return [record.operation, changeOf(record), said].filter((part) => part !== '').join(' ');
}

/** How the count changed; for a view, which range it is of. */
function changeOf(record: AccessRecord): string {
  const { operation, refCntBefore, refCntAfter, hint, times } = record;
  return [
    refCntBefore === undefined || refCntAfter === undefined ? '' : `${refCntBefore} → ${refCntAfter}`,
    hint === undefined || operation === 'touch' ? '' : `[${hint}]`,
    times > 1 ? `×${times}` : '',
  ]
    .filter((part) => part !== '')
    .join(' ');
}

function titleOf(report: LeakReport): string {
  return [
    `${report.resourceType} #${report.id}`,
    report.summary,
    report.refCnt === undefined ? '' : `refCnt ${report.refCnt}`,
    REACHABILITY_WORDS[report.reachability],
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

/** What happened, how the count changed or which range is meant, who did it, where, and what to think of it. */
type Row = readonly [operation: string, change: string, who: string, place: string, remark?: string];

/** What all reports tell of. */
type History = Pick<LeakReport, 'createdAt' | 'ownership'> & Partial<Pick<LeakReport, 'unmatchedRetains'>>;

function rowsOf(report: History, options: FormatOptions): readonly Row[] {
  const records = report.ownership.map((record, index): Row => {
    const remark = report.unmatchedRetains?.includes(index) === true ? '← no matching release' : '';
    const [who, place] = callerOf(record.stack, options);
    const said = record.operation === 'touch' && record.hint !== undefined;
    return [record.operation, changeOf(record), said ? JSON.stringify(record.hint) : who, place, remark];
  });
  return [['created', '', ...callerOf(report.createdAt, options)], ...shortened(records)];
}

function shortened(records: readonly Row[]): readonly Row[] {
  if (records.length <= LISTED_RECORDS) {
    return records;
  }
  const half = LISTED_RECORDS / 2;
  const left = records.length - LISTED_RECORDS;
  return [...records.slice(0, half), ['…', '', `${left} more records`, ''], ...records.slice(-half)];
}

function callerOf(stack: readonly StackFrame[], options: FormatOptions): readonly [who: string, place: string] {
  const frame = stack[0];
  if (frame === undefined) {
    return ['(unknown)', ''];
  }
  return [options.functionNames === false ? '' : nameOf(frame), formatPlace(frame, options.root)];
}

/** V8's name for a function, in the words of its source. */
function nameOf({ functionName, topLevel }: StackFrame): string {
  const name = functionName
    .replace(/^async /, '')
    .replace(/^(.+)\.<instance_members_initializer>$/, 'new $1')
    .replace(/^<instance_members_initializer>$/, '(a class field)');
  if (name !== '' && !name.endsWith('<anonymous>')) {
    return name;
  }
  return topLevel === true ? '(module)' : '(anonymous)';
}

function notesOf(report: LeakReport, { root }: FormatOptions): readonly (readonly [name: string, text: string])[] {
  const counts = Object.entries(report.accessCounts).map(([operation, count]) => `${operation} ×${count}`);
  const places = report.accesses.flatMap(({ stack: [frame] }) =>
    frame === undefined ? [] : [formatPlace(frame, root)],
  );
  const last = counts.length > 1 && report.lastAccess !== undefined ? `; last: ${report.lastAccess}` : '';
  const notes = [
    ['held by', heldBy(report)],
    ['flow', flowOf(report, root)],
    ['blamed', report.placementNote ?? ''],
    ['accesses', `${counts.join(', ')}${last}`],
    ['seen in', [...new Set(places)].join(', ')],
    ['content', report.content ?? ''],
    ['holds', report.parts?.join(', ') ?? ''],
  ] as const;
  return notes.filter(([, text]) => text !== '');
}

function heldBy({ retainingPath, retainingPathNote = '', resourceType }: LeakReport): string {
  return retainingPath === undefined ? retainingPathNote : [...retainingPath, resourceType].join(' → ');
}

/** `19 of 20 from src/encode.ts:9:5 were released at src/writer.ts:31:3; this one was not`. */
function flowOf({ flow, createdAt: [frame] }: LeakReport, root: string | undefined): string {
  if (flow === undefined || frame === undefined) {
    return '';
  }
  const { open, released, isWhole, releasedAt } = flow;
  const amount = isWhole ? `${released} of ${open + released}` : `at least ${released}`;
  const places = releasedAt.map((place) => {
    const times = releasedAt.length > 1 ? ` ×${place.count}` : '';
    return `${formatPlace(place.frame, root)}${times}`;
  });
  const shown = [...places.slice(0, SHOWN_PLACES), ...(places.length > SHOWN_PLACES ? ['elsewhere'] : [])].join(', ');
  const others = `${amount} from ${formatPlace(frame, root)} ${released === 1 ? 'was' : 'were'} released`;
  return `${others}${shown === '' ? '' : ` at ${shown}`}; ${open === 1 ? 'this one was' : `${open} were`} not`;
}

/** Aligns the columns of the records, and the notes below with the column of the callers. */
function table(rows: readonly Row[], notes: ReturnType<typeof notesOf>): readonly string[] {
  const width = (column: 0 | 1 | 2 | 3): number => Math.max(...rows.map((row) => row[column].length));
  const change = width(1);
  const operation = Math.max(width(0), ...notes.map(([name]) => name.length - (change === 0 ? 0 : change + 1)));
  const start = change === 0 ? operation : operation + 1 + change;
  return [
    ...rows.map(([name, amount, who, place, remark = '']) => {
      const what = change === 0 ? name.padEnd(operation) : `${name.padEnd(operation)} ${amount.padEnd(change)}`;
      const cells = [what, who.padEnd(width(2)), place.padEnd(width(3)), remark];
      return cells
        .filter((cell) => cell !== '')
        .join('  ')
        .trimEnd();
    }),
    ...notes.map(([name, text]) => `${name.padEnd(start)}  ${text}`),
  ];
}
