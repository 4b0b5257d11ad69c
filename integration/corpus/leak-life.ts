import type { AccessRecord, LeakReport, LeakTracker } from '@watertight/leak-detector';
import { HEAD, type LeakPipeline, withoutOuterClass } from './leak-pipeline.ts';
import type { LeakReportsStep, NettyReport } from './leak-reports-case.ts';

/** What a replay knows of one tracked resource, without holding it. */
export class LeakLife {
  readonly tracker: LeakTracker;
  /** The names of the resource and its views that the script still has. */
  readonly names = new Set<string>();
  /** What was done with it that changes or shares ownership, oldest first. */
  readonly done: string[] = [];
  /** What our listener heard of it. */
  readonly heard: LeakReport[] = [];

  constructor(tracker: LeakTracker) {
    this.tracker = tracker;
  }

  /** Nobody has it, and it was not released. */
  get isLost(): boolean {
    return this.names.size === 0 && (this.tracker.state === 'open' || this.heard.length > 0);
  }

  /** Whether whatever Netty says of a leak was heard of this one. */
  isToldBy({ resource, records }: NettyReport): boolean {
    const [report] = this.heard;
    if (report === undefined || report.resourceType !== resource.replace(/^.*\$/, '')) {
      return false;
    }
    const hints = report.ownership.map(({ hint }) => hint);
    const operations = new Set([...report.ownership.map(nameOf), ...Object.keys(report.accessCounts)]);
    return records.every(({ hint: recorded, top }) => {
      const hint = recorded && withoutOuterClass(recorded);
      const [, operation] = /\.AdvancedLeakAware(?:Composite)?ByteBuf\.(\w+)$/.exec(top) ?? [];
      return (
        (hint === null || hint === HEAD || hints.includes(hint)) &&
        (operation === undefined || operations.has(operation))
      );
    });
  }

  /** The ownership records that our report should have; folded ones count as often as they were made. */
  get differsFromReport(): string | undefined {
    const wanted = this.done.toSorted().join(', ');
    const [report] = this.heard;
    const found = (report?.ownership ?? []).flatMap((record) => Array<string>(record.times).fill(nameOf(record)));
    const said = found.toSorted().join(', ');
    return this.heard.length === 1 && said === wanted
      ? undefined
      : `heard ${this.heard.length} times (expected: once), with ${said} (expected: ${wanted})`;
  }

  /** Notes who handles it on its way through a pipeline. */
  noteRoute({ route }: LeakPipeline): void {
    this.done.push(...route.map((hint) => `touch ${hint}`));
  }

  /** Notes a call on it, where such calls are recorded as ownership. */
  note({ op, args }: LeakReportsStep): void {
    if (OWNERSHIP.test(op)) {
      const [hint] = args;
      this.done.push(op === 'touch' || op === 'record' ? `touch ${hint ?? ''}`.trim() : op);
    }
  }
}

const OWNERSHIP =
  /^(?:touch|record|retain|release|slice|duplicate|order|asReadOnly|read(?:Retained)?Slice|retained\w+)$/;

function nameOf({ operation, hint }: AccessRecord): string {
  return operation === 'touch' ? `touch ${hint ?? ''}`.trim() : operation;
}
