import { formatPlace, type LeakTracker } from '@watertight/leak-detector';
import { AllocatorClosedError, AllocatorLimitError, AllocatorNotEmptyError } from './errors.ts';
import { MemoryLimit } from './memory-limit.ts';

/** More trackers than this, and those whose buffers are released are forgotten. */
const PRUNE_ABOVE = 16;

/** What a child allocator has given away, and what the allocators under it have. */
export class AllocatorAccount extends MemoryLimit {
  /** Its own name behind those of the child allocators that it belongs to. */
  readonly name: string;
  readonly #parent: AllocatorAccount | undefined;
  /** Those that are open, or have something open. */
  readonly #children = new Set<AllocatorAccount>();
  #trackers: LeakTracker[] = [];
  #pruneAbove = PRUNE_ABOVE;
  #state: 'open' | 'closed' = 'open';

  constructor(name: string, limitBytes: number, parent?: AllocatorAccount) {
    super(limitBytes, parent);
    this.name = parent === undefined ? name : `${parent.name}/${name}`;
    this.#parent = parent;
    parent?.requireOpen();
    if (parent !== undefined) {
      parent.#children.add(this);
    }
  }

  /**
   * Refuses memory.
   *
   * @throws AllocatorClosedError when nothing may be allocated any more.
   * @throws AllocatorLimitError when it is too much.
   */
  require(bytes: number, replacedBytes?: number): void {
    this.requireOpen();
    const refusing = this.exceeded(bytes, replacedBytes);
    if (refusing instanceof AllocatorAccount) {
      const { name, usedBytes, maxBytes } = refusing;
      throw new AllocatorLimitError(name, bytes, usedBytes, maxBytes, refusing.tree());
    }
  }

  requireOpen(): void {
    if (this.#state === 'closed') {
      throw new AllocatorClosedError(this.name);
    }
    this.#parent?.requireOpen();
  }

  /** Where a buffer comes from can be told later, as long as it is open. */
  remember(tracker: LeakTracker): void {
    this.#trackers.push(tracker);
    if (this.#trackers.length > this.#pruneAbove) {
      this.#trackers = this.#openTrackers();
      this.#pruneAbove = PRUNE_ABOVE + 2 * this.#trackers.length;
    }
  }

  /** Allows no more memory. @throws AllocatorNotEmptyError when some is still in use. */
  close(): void {
    this.#state = 'closed';
    if (this.count > 0) {
      throw new AllocatorNotEmptyError(this.name, this.count, this.usedBytes, this.tree());
    }
    this.#leave();
  }

  override giveBack(bytes: number): void {
    super.giveBack(bytes);
    if (this.#state === 'closed' && this.count === 0) {
      this.#leave();
    }
  }

  /** A line for it, for each of its open buffers that is tracked, and, indented, for what is under it. */
  tree(): string {
    return this.#lines().join('\n');
  }

  #leave(): void {
    if (this.#parent !== undefined) {
      this.#parent.#children.delete(this);
    }
  }

  #lines(): string[] {
    const limit = this.maxBytes === Number.POSITIVE_INFINITY ? 'no limit' : `limit ${this.maxBytes}`;
    const children = [...this.#children].filter(({ count }) => count > 0);
    const trackers = this.#openTrackers();
    const own = this.count - children.reduce((sum, { count }) => sum + count, 0);
    const untold = own - trackers.length;
    return [
      `${this.name}: ${counted(this.count, 'buffer')}, ${counted(this.usedBytes, 'byte')} (${limit}, peak ${this.peakBytes})`,
      ...trackers.map((tracker) => `  ${lineOf(tracker)}`),
      ...(untold > 0 ? [`  ${counted(untold, 'buffer')} whose origin leak level paranoid would tell`] : []),
      ...children.flatMap((child) => child.#lines().map((line) => `  ${line}`)),
    ];
  }

  #openTrackers(): LeakTracker[] {
    return this.#trackers.filter(({ state }) => state === 'open');
  }
}

function lineOf({ type, description, createdAt: [frame] }: LeakTracker): string {
  const place = frame === undefined ? '' : `, created at ${formatPlace(frame, process.cwd())}`;
  return `${type.name} ${description.summary}${place}`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
