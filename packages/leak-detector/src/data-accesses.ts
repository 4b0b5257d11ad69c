import { type AccessRecord, type PendingRecord, toAccessRecord } from './access-record.ts';
import type { CallStack } from './call-stack.ts';
import type { CaptureBudget } from './capture-budget.ts';

/** More calls than there are, and still a small integer for V8. */
const NEVER = 2 ** 30 - 1;

export const NO_COUNTS: ReadonlyMap<string, number> = new Map();

/** What a capture asks. */
export interface CaptureSettings {
  readonly random: () => number;
  /** How many frames of a stack are captured. */
  readonly stackDepth: number;
}

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
  declare private readonly settings: CaptureSettings;
  declare private asked: number;
  declare private summedUp: Map<string, number> | undefined;
  declare private pending: PendingRecord[] | undefined;

  /** @param targetRecords - how many are recorded before back-off; 0: none is ever. */
  constructor(targetRecords: number, budget: CaptureBudget, settings: CaptureSettings) {
    this.last = '';
    this.lastInARow = 0;
    this.untilRecord = targetRecords === 0 ? NEVER : 1;
    this.targetRecords = targetRecords;
    this.budget = budget;
    this.settings = settings;
    this.asked = 0;
    this.summedUp = undefined;
    this.pending = undefined;
  }

  /** Counts a call of `operation`; returns whether the caller is to record it, too. */
  add(operation: string): boolean {
    if (operation !== this.last) {
      this.#sumUp();
      this.last = operation;
    }
    this.lastInARow += 1;
    this.untilRecord -= 1;
    return this.untilRecord === 0 && this.targetRecords > 0 && this.#isAllowed();
  }

  /** Records the call that was counted last, with its stack; takes it. */
  record(stack: CallStack): void {
    this.pending ??= [];
    if (this.pending.length >= this.targetRecords) {
      this.pending.pop();
    }
    this.pending.push({ operation: this.last, times: 1, stack });
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

  #isAllowed(): boolean {
    const { random } = this.settings;
    const isAllowed = this.budget.allows(random);
    this.asked += 1;
    const excess = this.asked - this.targetRecords;
    this.untilRecord = excess < 0 ? 1 : callsUntilLuck(2 ** -(excess + 1), random);
    return isAllowed;
  }
}

/** How many calls it takes until one is lucky, where each has this chance: one number drawn instead of one for each. */
function callsUntilLuck(chance: number, random: () => number): number {
  return Math.min(1 + Math.floor(Math.log1p(-random()) / Math.log1p(-chance)), NEVER);
}
