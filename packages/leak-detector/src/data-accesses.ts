import { type AccessRecord, type PendingRecord, toAccessRecord } from './access-record.ts';
import { CallStack } from './call-stack.ts';
import type { CaptureBudget } from './capture-budget.ts';

export const NO_COUNTS: ReadonlyMap<string, number> = new Map();

/**
 * The reads and writes of one resource's data: all of them counted by operation, some recorded with their stacks.
 *
 * The first `targetRecords` are recorded. Each later one replaces the newest with a probability that halves each time; how
 * many calls that takes is drawn beforehand, so that the calls in between do nothing but count.
 */
export class DataAccesses {
  // Plain, for speed: at paranoid every read of a byte comes here.

  /** The operation of the last call. */
  declare last: string;
  declare private lastInARow: number;
  declare private untilRecord: number;
  declare private readonly targetRecords: number;
  declare private readonly budget: CaptureBudget;
  declare private readonly random: () => number;
  declare private asked: number;
  declare private summedUp: Map<string, number> | undefined;
  declare private pending: PendingRecord[] | undefined;

  /** @param targetRecords - how many are recorded before back-off; 0: none is ever. */
  constructor(targetRecords: number, budget: CaptureBudget, random: () => number) {
    this.last = '';
    this.lastInARow = 0;
    this.untilRecord = targetRecords === 0 ? Number.POSITIVE_INFINITY : 1;
    this.targetRecords = targetRecords;
    this.budget = budget;
    this.random = random;
    this.asked = 0;
    this.summedUp = undefined;
    this.pending = undefined;
  }

  /** Counts a call of `operation`; returns whether it was recorded too, with a stack that is not formatted yet. */
  add(operation: string): boolean {
    if (operation !== this.last) {
      this.#sumUp();
      this.last = operation;
    }
    this.lastInARow += 1;
    this.untilRecord -= 1;
    return this.untilRecord === 0 && this.#record(operation);
  }

  /** How often each operation was called, in the order of the first calls. */
  get counts(): ReadonlyMap<string, number> {
    this.#sumUp();
    return this.summedUp ?? NO_COUNTS;
  }

  /** What was recorded, oldest first; formats the stacks, without frames of `hidden` folders. */
  records(hidden: ReadonlySet<string>): readonly AccessRecord[] {
    return (this.pending ?? []).map((record) => toAccessRecord(record, hidden));
  }

  #sumUp(): void {
    if (this.lastInARow > 0) {
      this.summedUp ??= new Map();
      this.summedUp.set(this.last, (this.summedUp.get(this.last) ?? 0) + this.lastInARow);
      this.lastInARow = 0;
    }
  }

  #record(operation: string): boolean {
    const isAllowed = this.budget.allows(this.random);
    if (isAllowed) {
      this.pending ??= [];
      if (this.pending.length >= this.targetRecords) {
        this.pending.pop();
      }
      this.pending.push({ operation, times: 1, stack: new CallStack() });
    }
    this.asked += 1;
    const excess = this.asked - this.targetRecords;
    this.untilRecord = excess < 0 ? 1 : callsUntilLuck(2 ** -(excess + 1), this.random);
    return isAllowed;
  }
}

/** How many calls it takes until one of them is lucky, where each has this chance: one number instead of one for each. */
function callsUntilLuck(chance: number, random: () => number): number {
  return 1 + Math.floor(Math.log1p(-random()) / Math.log1p(-chance));
}
