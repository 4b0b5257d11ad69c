import type { AccessRecord } from './access-record.ts';
import type { StackFrame } from './call-stack.ts';
import type { LeakTracker } from './leak-tracker.ts';

/**
 * What the garbage collector says of a leaked resource: *unreachable*, it is lost for good; *reachable*, somebody still
 * holds it; *unknown*, no forced collection was to be had.
 */
export type Reachability = 'unreachable' | 'reachable' | 'unknown';

/** Everything known of one leak: plain, frozen, safe for JSON and for `structuredClone`. */
export interface LeakReport {
  /** The resource's number in its realm. */
  readonly id: number;
  /** The resource type's name: `ByteBuf`. */
  readonly resourceType: string;
  readonly summary: string;
  readonly refCnt?: number;
  readonly content?: string;
  readonly reachability: Reachability;
  readonly scope: { readonly name: string; readonly kind: string };
  /** The hook or fixture that created the resource. */
  readonly phase?: string;
  /** Why the resource belongs to its scope, when the async context does not say so by itself. */
  readonly placementNote?: string;
  /** The frames that created the resource, innermost first. */
  readonly createdAt: readonly StackFrame[];
  /** What changed or shared ownership, oldest first. */
  readonly ownership: readonly AccessRecord[];
  /** Indices into `ownership` of the retains that no release answers. */
  readonly unmatchedRetains: readonly number[];
  /** The data accesses that were recorded with a stack. */
  readonly accesses: readonly AccessRecord[];
  /** How often each data access was called. */
  readonly accessCounts: Readonly<Record<string, number>>;
  readonly remedy: string;
}

/** The report of one tracker as it is now; formats its stacks. */
export function toReport(tracker: LeakTracker, reachability: Reachability): LeakReport {
  const { summary, refCnt, content } = tracker.description;
  const ownership = tracker.ownershipRecords;
  return Object.freeze({
    id: tracker.id,
    resourceType: tracker.type.name,
    summary,
    ...(refCnt !== undefined && { refCnt }),
    ...(content !== undefined && { content }),
    reachability,
    scope: Object.freeze({ name: tracker.scope.name, kind: tracker.scope.kind }),
    ...(tracker.phase !== undefined && { phase: tracker.phase }),
    ...(tracker.placementNote !== undefined && { placementNote: tracker.placementNote }),
    createdAt: tracker.createdAt,
    ownership: Object.freeze(ownership),
    unmatchedRetains: Object.freeze(unmatchedRetains(tracker.createdAt[0], ownership)),
    accesses: Object.freeze(tracker.accessRecords),
    accessCounts: Object.freeze(Object.fromEntries(tracker.accessCounts)),
    remedy: tracker.type.remedy,
  });
}

/**
 * Which retains were never answered. A release answers the latest open reference taken in its own function; where its
 * function took none, the oldest one: whoever created the resource or was handed it first is done with it.
 */
function unmatchedRetains(created: StackFrame | undefined, ownership: readonly AccessRecord[]): readonly number[] {
  const CREATION = -1;
  const open = [{ index: CREATION, place: placeOf(created), count: 1 }];
  ownership.forEach((record, index) => {
    const place = placeOf(record.stack[0]);
    const change = ((record.refCntAfter ?? 0) - (record.refCntBefore ?? 0)) * record.times;
    if (change > 0) {
      open.push({ index, place, count: change });
    }
    for (let given = -change; given > 0 && open.length > 0; ) {
      const at = Math.max(
        open.findLastIndex((reference) => reference.place === place),
        0,
      );
      const [reference] = open.splice(at, 1);
      if (reference !== undefined && reference.count > given) {
        open.splice(at, 0, { ...reference, count: reference.count - given });
      }
      given -= reference?.count ?? 0;
    }
  });
  return open.map(({ index }) => index).filter((index) => index !== CREATION);
}

function placeOf(frame: StackFrame | undefined): string {
  return frame === undefined ? '' : `${frame.file}\n${frame.functionName}`;
}
