import { type AccessRecord, foldRecords, type PendingRecord, toAccessRecord } from './access-record.ts';
import { CallStack, type StackFrame } from './call-stack.ts';
import type { LeakScope, Placement } from './leak-scope.ts';

/** What a live resource says of itself when a report is made. */
export interface ResourceDescription {
  /** What it is, in a few words: `unpooled direct · 64 bytes (12 readable)`. */
  readonly summary: string;
  /** How often it still has to be released; absent for resources that are only open or closed. */
  readonly refCnt?: number;
  /** Its first bytes, or whatever tells it from its like, in one line. */
  readonly content?: string;
  /** The resources it holds and answers for, a line each. */
  readonly parts?: readonly string[];
}

/** A kind of thing that has to be released by hand. */
export interface ResourceType<T extends object> {
  /** How reports name it: `ByteBuf`. */
  readonly name: string;
  /** The sentence that ends a failure: how a resource of this kind is released. */
  readonly remedy: string;
  /** Borrows `resource`; called only when a report is made, and only while the resource is alive. */
  describe?(resource: T): ResourceDescription;
}

/** The key under which a handle tells the tracker of what it is a handle on; the same for all copies of this package. */
export const LEAK_TRACKER: unique symbol = Symbol.for('watertight.leak-tracker');

/** Something that is not tracked itself, but knows what is: a handle on counted memory. */
export interface TrackedHandle {
  readonly [LEAK_TRACKER]: LeakTracker | undefined;
}

/** What a tracker asks of its detector. */
export interface DetectorSettings {
  readonly recordsAccesses: boolean;
  readonly targetRecords: number;
  readonly hiddenFolders: ReadonlySet<string>;
  random(): number;
  nextId(): number;
  /** Called when a stack of the tracker was captured that has to be formatted before its resource can be collected. */
  captured?(tracker: LeakTracker): void;
  /** Called when nobody answers for the tracker any more. */
  forgotten?(tracker: LeakTracker): void;
}

/** Frames kept of the last release: it only tells a second one where the first was, and every resource has one. */
const LAST_RELEASE_FRAMES = 6;

/** More ownership records than this, and equal ones are folded. */
const FOLD_ABOVE = 64;

/**
 * What is remembered of one open resource. Made by `LeakDetector.track`; the resource's own code tells it what happens.
 *
 * It never keeps the resource alive, and none of its methods throws.
 */
export class LeakTracker<T extends object = object> {
  readonly type: ResourceType<T>;
  /** The scope that answers for the resource. */
  readonly scope: LeakScope;
  /** What the scope was doing when the resource was created: `beforeEach`, `fixture "db" (teardown)`. */
  readonly phase: string | undefined;
  /** Why the resource belongs to its scope, when the async context does not say so by itself. */
  readonly placementNote: string | undefined;
  /** Permanent is what stays open for as long as the process, by design. */
  state: 'open' | 'released' | 'permanent' = 'open';

  readonly #settings: DetectorSettings;
  readonly #resource: WeakRef<T>;
  readonly #created = new CallStack(LeakTracker);
  readonly #accesses = new Map<string, number>();
  readonly #holders: LeakTracker[] = [];
  #accessRecords: PendingRecord[] = [];
  #ownership: PendingRecord[] = [];
  #foldAbove = FOLD_ABOVE;
  #captured = 0;
  #description: ResourceDescription;
  #id: number | undefined;
  #permanentReason: string | undefined;

  constructor(resource: T, type: ResourceType<T>, summary: string, placement: Placement, settings: DetectorSettings) {
    this.type = type;
    this.scope = placement.scope;
    this.phase = placement.phase?.name;
    this.placementNote = placement.note;
    this.#settings = settings;
    this.#resource = new WeakRef(resource);
    this.#description = { summary };
  }

  /** Records what changes or shares ownership (`retain`, `release`, `slice`, a hand-over): always, with its stack. */
  ownership(operation: string, refCntBefore?: number, refCntAfter?: number, hint?: string): void {
    if (!this.#settings.recordsAccesses) {
      return;
    }
    const stack = new CallStack(this.ownership, refCntAfter === 0 ? LAST_RELEASE_FRAMES : undefined);
    this.#ownership.push({ operation, refCntBefore, refCntAfter, hint, times: 1, stack });
    this.#settings.captured?.(this);
    if (this.#ownership.length > this.#foldAbove) {
      this.#ownership = foldRecords(this.#ownership, this.#settings.hiddenFolders);
      this.#foldAbove = this.#ownership.length + FOLD_ABOVE;
    }
  }

  /** Records that somebody had the resource in hand here, with what they say of it (Netty's `touch`). */
  touch(hint?: string): void {
    this.ownership('touch', undefined, undefined, hint);
  }

  /**
   * Counts an access to the resource's data. The first `targetRecords` are recorded with their stacks; later ones replace
   * the newest with a probability that halves each time, decided before the stack is captured: the capture is the cost.
   */
  access(operation: string): void {
    this.#accesses.set(operation, (this.#accesses.get(operation) ?? 0) + 1);
    if (!this.#settings.recordsAccesses) {
      return;
    }
    const excess = this.#captured - this.#settings.targetRecords;
    if (excess >= 0 && this.#settings.random() >= 2 ** -(excess + 1)) {
      return;
    }
    this.#captured += 1;
    if (excess >= 0) {
      this.#accessRecords.pop();
    }
    this.#accessRecords.push({ operation, times: 1, stack: new CallStack(this.access) });
    this.#settings.captured?.(this);
  }

  /**
   * The resource is a part of another one, which answers for it: while it is held, it is not among what its scope has open.
   * To be answered with as many calls of `letGo`; several resources may hold one.
   */
  heldBy(holder: LeakTracker): void {
    // Two that held each other would both be forgotten.
    if (holder !== this && !holder.isHeldBy(this)) {
      this.#holders.push(holder);
      this.scope.forget(this);
    }
  }

  /** The resource is no part of `holder` any more: where nobody else holds it and it is still open, its scope answers again. */
  letGo(holder: LeakTracker): void {
    const at = this.#holders.indexOf(holder);
    if (at === -1) {
      return;
    }
    this.#holders.splice(at, 1);
    if (!this.isHeld && this.state === 'open' && this.scope.state === 'open') {
      this.scope.adopt(this);
    }
  }

  /** Whether the resource is a part of another one, which answers for it. */
  get isHeld(): boolean {
    return this.#holders.length > 0;
  }

  /** Whether the resource is a part of `other`, or of one of its parts. */
  isHeldBy(other: LeakTracker): boolean {
    return this.#holders.some((holder) => holder === other || holder.isHeldBy(other));
  }

  /** The resource was given back: its scope no longer answers for it. Calling it again does nothing. */
  close(): void {
    this.state = 'released';
    this.#forget();
  }

  /** The resource is meant to stay open: its scope no longer answers for it. Does nothing once it is released. */
  declarePermanent(reason: string): void {
    if (this.state === 'open') {
      this.state = 'permanent';
      this.#permanentReason = reason;
      this.#forget();
    }
  }

  #forget(): void {
    this.scope.forget(this);
    this.#settings.forgotten?.(this);
  }

  /** Why the resource is permanent, if it is declared so. */
  get permanentReason(): string | undefined {
    return this.#permanentReason;
  }

  /** Numbers the resources that are talked about, from 1. */
  get id(): number {
    this.#id ??= this.#settings.nextId();
    return this.#id;
  }

  /** The frames that created the resource, innermost first; formats their stack. */
  get createdAt(): readonly StackFrame[] {
    return this.#created.frames(this.#settings.hiddenFolders);
  }

  /** The ownership records, oldest first; formats their stacks. */
  get ownershipRecords(): readonly AccessRecord[] {
    return this.#ownership.map((record) => toAccessRecord(record, this.#settings.hiddenFolders));
  }

  /** Those data accesses that were recorded with a stack, oldest first; formats their stacks. */
  get accessRecords(): readonly AccessRecord[] {
    return this.#accessRecords.map((record) => toAccessRecord(record, this.#settings.hiddenFolders));
  }

  /** How often each data access was called, recorded or not, in the order of the first calls. */
  get accessCounts(): ReadonlyMap<string, number> {
    return this.#accesses;
  }

  /** What the resource says of itself, or said when it was last alive and asked. */
  get description(): ResourceDescription {
    const resource = this.#resource.deref();
    if (resource !== undefined && this.type.describe !== undefined) {
      try {
        this.#description = this.type.describe(resource);
      } catch {
        // A description that fails must not hide the leak: the last one stands.
      }
    }
    return this.#description;
  }

  /**
   * Whether the garbage collector has taken the resource: only true is certain. Looking keeps the resource alive until
   * the current job ends.
   */
  get isCollected(): boolean {
    return this.#resource.deref() === undefined;
  }

  /**
   * Makes the garbage collector's answer trustworthy: formats every stack, because an unformatted one keeps its receivers
   * alive, and asks the resource to describe itself while it still can.
   */
  prepareForCollection(): void {
    this.createdAt;
    this.ownershipRecords;
    this.accessRecords;
    this.description;
  }
}
