import { type AccessRecord, foldRecords, type PendingRecord, toAccessRecord } from './access-record.ts';
import { CallStack, NO_STACK, type StackFrame } from './call-stack.ts';
import { type CaptureSettings, DataAccesses, NO_COUNTS } from './data-accesses.ts';
import { type Hint, textOf } from './hint.ts';
import type { LeakScope, Placement } from './leak-scope.ts';
import type { TrackerList } from './tracker-list.ts';

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

/** What a resource is, in a few words: `unpooled direct · 64 bytes`. */
export type Summary<T extends object> = string | ((resource: T) => string);

/** The key under which a handle tells the tracker of what it is a handle on; the same for all copies of this package. */
export const LEAK_TRACKER: unique symbol = Symbol.for('watertight.leak-tracker');

/** Something that is not tracked itself, but knows what is: a handle on counted memory. */
export interface TrackedHandle {
  readonly [LEAK_TRACKER]: LeakTracker | undefined;
}

/**
 * What is remembered of a resource besides that it is open: everything that is done with it, only who created it, or even
 * that only of the first thousand in a scope and ever fewer later ones.
 */
export type Remembered = 'everything' | 'creation' | 'presence';

/** What a tracker asks of its detector. */
export interface DetectorSettings extends CaptureSettings {
  readonly targetRecords: number;
  readonly hiddenFolders: ReadonlySet<string>;
  nextId(): number;
  /** The scope and phase of the code that is running, in words, where they are not the tracker's own. */
  placeOutside(tracker: LeakTracker): string | undefined;
  /** Called when a stack of the tracker was captured that has to be formatted before its resource can be collected. */
  readonly captured: ((tracker: LeakTracker) => void) | undefined;
  /** Called when nobody answers for the tracker any more. */
  readonly forgotten: ((tracker: LeakTracker) => void) | undefined;
}

/** Frames kept of the last release: it only tells a second one where the first was, and every resource has one. */
const LAST_RELEASE_FRAMES = 8;

/** Frames kept of a data access: most stacks are such ones. Five to eight are a ByteBuf's own, the others the program's. */
const ACCESS_FRAMES = 12;

/** A tracker that waits for nothing. */
export const NOWHERE = -1;

/** More ownership records than this, and equal ones are folded. */
const FOLD_ABOVE = 64;

/**
 * What is remembered of one open resource. Made by `LeakDetector.track`; the resource's own code tells it what happens.
 *
 * It keeps the resource alive no longer than its own stacks do, until they are formatted; none of its methods throws.
 */
export class LeakTracker<T extends object = object> {
  // Declared without values, for speed: at paranoid every resource has one.

  declare readonly type: ResourceType<T>;
  /** The scope that answers for the resource. */
  declare readonly scope: LeakScope;
  /** What the scope was doing when the resource was created: `beforeEach`, `fixture "db" (teardown)`. */
  declare readonly phase: string | undefined;
  /** Why the resource belongs to its scope, when the async context does not say so by itself. */
  declare readonly placementNote: string | undefined;
  /** Permanent is what stays open for as long as the process, by design. */
  declare state: 'open' | 'released' | 'permanent';

  /** Where in the list of those whose stacks are formatted when the turn ends. Kept by whoever formats them. */
  declare waitsAt: number;

  // Its place among what its scope has open. Kept by the list.
  declare list: TrackerList | undefined;
  declare previous: LeakTracker | undefined;
  declare next: LeakTracker | undefined;

  declare private readonly settings: DetectorSettings;
  // The resource: itself for as long as stacks keep it alive anyway, since a `WeakRef` would, too, until the job ends, and
  // is dear; weakly from then on.
  declare private strong: T | undefined;
  declare private weak: WeakRef<T> | undefined;
  declare private readonly created: CallStack;
  /** What is remembered of the resource. */
  declare readonly remembers: Remembered;
  declare private accesses: DataAccesses | undefined;
  declare private events: PendingRecord[] | undefined;
  declare private foldAbove: number;
  declare private holders: LeakTracker[] | undefined;
  declare private readonly summary: string | ((resource: never) => string);
  declare private described: ResourceDescription | undefined;
  declare private number: number | undefined;
  declare private reason: string | undefined;

  constructor(
    resource: T,
    type: ResourceType<T>,
    summary: Summary<T>,
    placement: Placement,
    settings: DetectorSettings,
    remembers: Remembered,
    created: CallStack,
  ) {
    this.type = type;
    this.scope = placement.scope;
    this.phase = placement.phase?.name;
    this.placementNote = placement.note;
    this.state = 'open';
    this.waitsAt = NOWHERE;
    this.list = undefined;
    this.previous = undefined;
    this.next = undefined;
    this.settings = settings;
    this.remembers = remembers;
    this.strong = resource;
    this.weak = undefined;
    this.created = created;
    this.accesses = undefined;
    this.events = undefined;
    this.foldAbove = FOLD_ABOVE;
    this.holders = undefined;
    this.summary = summary;
    this.described = undefined;
    this.number = undefined;
    this.reason = undefined;
  }

  /**
   * Records what changes or shares ownership (`retain`, `release`, `slice`, a hand-over): always, with its stack. Only that
   * of a last release is left to the scope's budget: it tells who was too early, and every resource has one.
   */
  ownership(operation: string, refCntBefore?: number, refCntAfter?: number, hint?: string): void {
    if (this.remembers !== 'everything') {
      return;
    }
    const isLast = refCntAfter === 0;
    const stack =
      isLast && !this.scope.budget.allows(this.settings.random)
        ? NO_STACK
        : CallStack.capture(
            isLast ? Math.min(LAST_RELEASE_FRAMES, this.settings.stackDepth) : this.settings.stackDepth,
          );
    this.events ??= [];
    this.events.push({ operation, refCntBefore, refCntAfter, hint, times: 1, stack });
    this.settings.captured?.(this);
    if (this.events.length > this.foldAbove) {
      this.events = foldRecords(this.events, this.settings.hiddenFolders);
      this.foldAbove = this.events.length + FOLD_ABOVE;
    }
  }

  /**
   * Records that somebody had the resource in hand here, with what they say of it (Netty's `touch`); who says nothing is
   * told by the scope or the phase that it happens in, where that is another one. A hint is asked at once, and only here.
   */
  touch(hint?: Hint): void {
    if (this.remembers === 'everything') {
      this.ownership(
        'touch',
        undefined,
        undefined,
        hint === undefined ? this.settings.placeOutside(this) : textOf(hint),
      );
    }
  }

  /** Counts an access to the resource's data, and records it with its stack if it is one of the first, or has luck. */
  access(operation: string): void {
    this.accesses ??= new DataAccesses(
      this.remembers === 'everything' ? this.settings.targetRecords : 0,
      this.scope.budget,
      this.settings,
    );
    if (this.accesses.add(operation)) {
      // Here, and not where it is kept, because each frame of ours stands in a program's place.
      this.accesses.record(CallStack.capture(Math.min(ACCESS_FRAMES, this.settings.stackDepth)));
      this.settings.captured?.(this);
    }
  }

  /**
   * The resource is a part of another one, which answers for it: while it is held, it is not among what its scope has open.
   * To be answered with as many calls of `letGo`; several resources may hold one.
   */
  heldBy(holder: LeakTracker): void {
    // Two that held each other would both be forgotten.
    if (holder !== this && !holder.isHeldBy(this)) {
      this.holders ??= [];
      this.holders.push(holder);
      this.scope.forget(this);
    }
  }

  /** The resource is no part of `holder` any more: where nobody else holds it and it is still open, its scope answers again. */
  letGo(holder: LeakTracker): void {
    const at = this.holders?.indexOf(holder) ?? -1;
    if (at === -1) {
      return;
    }
    this.holders?.splice(at, 1);
    if (!this.isHeld && this.state === 'open' && this.scope.state === 'open') {
      this.scope.adopt(this);
    }
  }

  /** Whether the resource is a part of another one, which answers for it. */
  get isHeld(): boolean {
    return this.holders !== undefined && this.holders.length > 0;
  }

  /** Whether the resource is a part of `other`, or of one of its parts. */
  isHeldBy(other: LeakTracker): boolean {
    return this.holders?.some((holder) => holder === other || holder.isHeldBy(other)) === true;
  }

  /** The resource was given back: its scope no longer answers for it. Calling it again does nothing. */
  close(): void {
    if (this.state === 'open' && this.remembers === 'everything') {
      this.scope.releases?.add(this);
    }
    this.state = 'released';
    this.strong = undefined;
    this.#forget();
  }

  /** The resource is meant to stay open: its scope no longer answers for it. Does nothing once it is released. */
  declarePermanent(reason: string): void {
    if (this.state === 'open') {
      this.state = 'permanent';
      this.reason = reason;
      this.#forget();
    }
  }

  #forget(): void {
    this.scope.forget(this);
    this.settings.forgotten?.(this);
  }

  /** Why the resource is permanent, if it is declared so. */
  get permanentReason(): string | undefined {
    return this.reason;
  }

  /** Numbers the resources that are talked about, from 1. */
  get id(): number {
    this.number ??= this.settings.nextId();
    return this.number;
  }

  /** The frames that created the resource, innermost first; formats their stack. */
  get createdAt(): readonly StackFrame[] {
    return this.created.frames(this.settings.hiddenFolders);
  }

  /** The ownership records, oldest first; formats their stacks. */
  get ownershipRecords(): readonly AccessRecord[] {
    return (this.events ?? []).map((record) => toAccessRecord(record, this.settings.hiddenFolders));
  }

  /** The frames that gave the last reference back, as far as they were recorded; formats their stack. */
  get releasedAt(): readonly StackFrame[] {
    const last = this.events?.findLast(({ refCntBefore = 0, refCntAfter = 0 }) => refCntAfter < refCntBefore);
    return last?.stack.frames(this.settings.hiddenFolders) ?? [];
  }

  /** Those data accesses that were recorded with a stack, oldest first; formats their stacks. */
  get accessRecords(): readonly AccessRecord[] {
    return this.accesses?.records(this.settings.hiddenFolders) ?? [];
  }

  /** How often each data access was called, recorded or not, in the order of the first calls. */
  get accessCounts(): ReadonlyMap<string, number> {
    return this.accesses?.counts ?? NO_COUNTS;
  }

  /** The operation of the last data access. */
  get lastAccess(): string | undefined {
    return this.accesses?.last;
  }

  /** What the resource says of itself, or said when it was last alive and asked. */
  get description(): ResourceDescription {
    const { resource } = this;
    if (resource !== undefined) {
      this.described = this.#describe(resource) ?? this.described ?? { summary: this.#summarise(resource) };
    }
    return this.described ?? { summary: typeof this.summary === 'string' ? this.summary : '' };
  }

  /** Borrows. The resource, unless the garbage collector has it; looking keeps it alive until the current job ends. */
  get resource(): T | undefined {
    return this.strong ?? this.weak?.deref();
  }

  /** Whether the garbage collector has taken the resource: only true is certain. */
  get isCollected(): boolean {
    return this.weak !== undefined && this.resource === undefined;
  }

  /**
   * Makes the garbage collector's answer trustworthy: formats every stack, because an unformatted one keeps its receivers
   * alive, asks the resource to describe itself while it still can, and lets go of it.
   */
  prepareForCollection(): void {
    this.createdAt;
    this.ownershipRecords;
    this.accessRecords;
    this.description;
    if (this.strong !== undefined) {
      this.weak = new WeakRef(this.strong);
      this.strong = undefined;
    }
  }

  /** Nothing where it throws, a property of it included: a description that fails must not hide the leak. */
  #describe(resource: T): ResourceDescription | undefined {
    try {
      const described = this.type.describe?.(resource);
      return described && { ...described };
    } catch {
      return undefined;
    }
  }

  #summarise(resource: T): string {
    const summary = this.summary as Summary<T>;
    try {
      return typeof summary === 'string' ? summary : summary(resource);
    } catch {
      return '';
    }
  }
}
