import type { AccessRecord } from './access-record.ts';
import type { StackFrame } from './call-stack.ts';
import type { LeakScope } from './leak-scope.ts';
import type { LeakTracker } from './leak-tracker.ts';

/** What was done with a resource after it was given back, where no error could be thrown for it. */
export interface Misuse {
  /** Ends a sentence that begins with the kind of resource: `was written to after its release`. */
  readonly deed: string;
  /** What was seen of it: `4 of its 64 bytes, from index 8: 00 00 00 2a`. */
  readonly evidence: string;
  /** A sentence on how to mend it. */
  readonly remedy: string;
}

/** Everything known of a misuse: plain, frozen, safe for JSON. */
export interface MisuseReport extends Misuse {
  /** The resource's number among those of its realm that were reported. */
  readonly id: number;
  readonly resourceType: string;
  /** The frames that created the resource, innermost first. */
  readonly createdAt: readonly StackFrame[];
  /** What changed or shared ownership, oldest first; the last release is the last of them. */
  readonly ownership: readonly AccessRecord[];
}

/** Looks for misuse of what belonged to a scope that is about to be judged. */
export type Inspection = (scope: LeakScope) => void;

/** The report of a misuse; formats the tracker's stacks. */
export function toMisuseReport(tracker: LeakTracker, { deed, evidence, remedy }: Misuse): MisuseReport {
  return Object.freeze({
    id: tracker.id,
    resourceType: tracker.type.name,
    deed,
    evidence,
    remedy,
    createdAt: tracker.createdAt,
    ownership: Object.freeze(tracker.ownershipRecords),
  });
}
