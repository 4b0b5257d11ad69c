import type { AccessRecord } from './access-record.ts';
import type { StackFrame } from './call-stack.ts';
import type { LeakTracker } from './leak-tracker.ts';
import type { ReleaseFlow } from './release-flow.ts';

/**
 * What the garbage collector says of a leaked resource: *unreachable*, it is lost for good; *reachable*, somebody still
 * holds it; *unknown*, no forced collection was to be had.
 */
export type Reachability = 'unreachable' | 'reachable' | 'unknown';

/** Everything known of one leak: plain, frozen, safe for JSON and for `structuredClone`. */
export interface LeakReport {
  /** The resource's number among those of its realm that were reported. */
  readonly id: number;
  /** The resource type's name: `ByteBuf`. */
  readonly resourceType: string;
  readonly summary: string;
  readonly refCnt?: number;
  readonly content?: string;
  /** The resources it holds and answers for, a line each. */
  readonly parts?: readonly string[];
  readonly reachability: Reachability;
  /** What holds it, from outside in: `globalThis.cache`, `Map`, `"conn-7"`, `Session.buffer`. Only where it was asked for. */
  readonly retainingPath?: readonly string[];
  /** Why that could not be found out. */
  readonly retainingPathNote?: string;
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
  /** The operation of the last data access. */
  readonly lastAccess?: string;
  /** What became of the others from the same line. Only where the scope has released some. */
  readonly flow?: ReleaseFlow;
  readonly remedy: string;
}

/** The report of one tracker as it is now; formats its stacks. */
export function toReport(tracker: LeakTracker, reachability: Reachability, flow?: ReleaseFlow): LeakReport {
  const { summary, refCnt, content, parts } = tracker.description;
  const ownership = tracker.ownershipRecords;
  return Object.freeze({
    id: tracker.id,
    resourceType: tracker.type.name,
    summary,
    ...(refCnt !== undefined && { refCnt }),
    ...(content !== undefined && { content }),
    ...(parts !== undefined && { parts }),
    reachability,
    scope: Object.freeze({ name: tracker.scope.name, kind: tracker.scope.kind }),
    ...(tracker.phase !== undefined && { phase: tracker.phase }),
    ...(tracker.placementNote !== undefined && { placementNote: tracker.placementNote }),
    createdAt: tracker.createdAt,
    ownership: Object.freeze(ownership),
    unmatchedRetains: Object.freeze(unmatchedRetains(tracker.createdAt, ownership)),
    accesses: Object.freeze(tracker.accessRecords),
    accessCounts: Object.freeze(Object.fromEntries(tracker.accessCounts)),
    ...(tracker.lastAccess !== undefined && { lastAccess: tracker.lastAccess }),
    ...(flow !== undefined && { flow }),
    remedy: tracker.type.remedy,
  });
}

/** A reference that was taken and is not given back: by the creation, or by the record of that index. */
interface OpenReference {
  readonly index: number | 'creation';
  readonly stack: readonly StackFrame[];
  readonly count: number;
}

/**
 * Which retains were never answered. A release answers the oldest reference that its own caller took; where its caller
 * took none, the oldest of all: whoever created the resource or was handed it first is done with it.
 */
function unmatchedRetains(created: readonly StackFrame[], ownership: readonly AccessRecord[]): readonly number[] {
  const open: OpenReference[] = [{ index: 'creation', stack: created, count: 1 }];
  ownership.forEach(({ refCntBefore = 0, refCntAfter = 0, times, stack }, index) => {
    const change = (refCntAfter - refCntBefore) * times;
    if (change > 0) {
      open.push({ index, stack, count: change });
    }
    for (let given = -change; given > 0 && open.length > 0; ) {
      const at = answeredBy(stack, open);
      const [reference] = open.splice(at, 1);
      if (reference !== undefined && reference.count > given) {
        open.splice(at, 0, { ...reference, count: reference.count - given });
      }
      given -= reference?.count ?? 0;
    }
  });
  return open.map(({ index }) => index).filter((index) => index !== 'creation');
}

/** Index of the open reference that a release from `stack` gives back: what the surest sign says, or else the oldest. */
function answeredBy(stack: readonly StackFrame[], open: readonly OpenReference[]): number {
  for (const signOf of [namedCallOf, callOf, functionOf]) {
    const wanted = signOf(stack);
    const at = open.findIndex((reference) => signOf(reference.stack) === wanted);
    if (at >= 0) {
      return at;
    }
  }
  return 0;
}

/** One call of one function: its name, its file, and the lines it was called from. */
function namedCallOf(stack: readonly StackFrame[]): string {
  return `${functionOf(stack)}\n${callOf(stack)}`;
}

/** The same without the name, which may be wrong where code was transformed. */
function callOf([frame, ...callers]: readonly StackFrame[]): string {
  return [frame?.file, ...callers.map(({ file, line }) => `${file}:${line}`)].join('\n');
}

function functionOf([frame]: readonly StackFrame[]): string {
  return `${frame?.file}\n${frame?.functionName}`;
}
