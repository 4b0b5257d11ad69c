// Invariant: `epoch` equals `generation` exactly while the memory may be touched without asking; released, tracked and
// scattered memory has an epoch below 0, which no handle ever has.

import { LEAK_TRACKER, type LeakTracker, leakDetector } from '@watertight/leak-detector';
import { checkChange, throwOutOfRange } from './bounds.ts';
import type { ByteBuf } from './byte-buf.ts';
import { BYTE_BUF, type RootIndices, summaryOf } from './byte-buf-resource.ts';
import { DetachedMemoryError, IllegalReferenceCountError } from './errors.ts';
import { type MemoryBlock, NO_BLOCK, NO_VIEW } from './memory-block.ts';
import type { MemorySource } from './memory-source.ts';
import { poison } from './poison.ts';
import { releasedTooOften, releasedTwice, retainedTooLate, usedTooLate } from './released-memory.ts';

leakDetector.hideFramesOf(import.meta.url);

const { isDue, trackDue } = leakDetector;

/** As in Netty, where the count is a 32-bit `int`. */
const MAX_REF_CNT = 2 ** 31 - 1;

/** Generations are small integers, which begin again: no handle lives through all of them unlooked at. */
const MAX_GENERATION = 2 ** 30 - 1;

/** The count of memory that nobody has to release. */
const PERMANENT = -1;

const NO_INDICES: RootIndices = { readerIndex: 0, writerIndex: 0 };

/** Memory, the count of references to it, and what the leak detector knows of it. Every handle on the memory shares it. */
export class MemoryOwner {
  // Declared and plain for the reason that byte-buf-indices.ts gives.

  declare readonly source: MemorySource;
  declare maxCapacity: number;
  declare readonly tracker: LeakTracker<MemoryOwner> | undefined;
  /** What a handle compares with its own on every access: the generation, or its complement where one has to ask. */
  declare epoch: number;
  /** The memory, for integers. Handles do not keep it, so that a released handle cannot keep the memory alive. */
  declare view: DataView;
  declare private block: MemoryBlock;
  declare private size: number;
  declare private count: number;
  declare private rootIndices: RootIndices;
  declare private watcher: WeakRef<MemoryOwner> | undefined;
  /** What a handle has instead of this owner after `recycle`. */
  declare private released: MemoryOwner | undefined;

  // The way from here to `release` is what a buffer from a pool costs: it is kept so short that V8 inlines all of it.

  /** Takes `block`: from now on it is reached through handles on this owner only. */
  constructor(
    source: MemorySource,
    block: MemoryBlock,
    capacity: number,
    maxCapacity: number,
    isTracked: boolean = isDue(),
  ) {
    this.source = source;
    this.maxCapacity = maxCapacity;
    this.block = block;
    this.view = block.view;
    this.size = capacity;
    this.watcher = undefined;
    this.count = 1;
    this.rootIndices = NO_INDICES;
    this.released = undefined;
    this.tracker = isTracked ? trackDue(this, BYTE_BUF, summaryOf) : undefined;
    this.epoch = this.tracker === undefined ? 0 : ~0;
  }

  /** Changes when handles have to look again at what is shown. */
  get generation(): number {
    return this.epoch < 0 ? ~this.epoch : this.epoch;
  }

  /** What the block lies in; none once it is released. For scattered memory, the last `locate` or `place` says. */
  get memory(): Buffer {
    return this.block.memory;
  }

  // What of it `view` and `memory` show: the positions from `start` up to `end`, which lie `shift` further on there. All of
  // it, unless it is scattered.

  get start(): number {
    return 0;
  }

  get end(): number {
    return this.size;
  }

  get shift(): number {
    return this.block.offset;
  }

  get [LEAK_TRACKER](): LeakTracker | undefined {
    return this.tracker;
  }

  /** In bytes. Of released memory 0, or what it was: see `keepsCapacity`. */
  get capacity(): number {
    return this.size;
  }

  /** How many bytes there is room for before it has to move. */
  get roomBytes(): number {
    return this.block.lengthBytes;
  }

  get refCnt(): number {
    return this.isPermanent ? 1 : this.count;
  }

  get isPermanent(): boolean {
    return this.count === PERMANENT;
  }

  get isLive(): boolean {
    return this.count !== 0;
  }

  get isDirect(): boolean {
    return this.source.isDirect;
  }

  /** Whether it lies in memory of other owners. */
  get isScattered(): boolean {
    return false;
  }

  /** Whether a range may be touched without asking; `shift` then says where. */
  isShown(position: number, lengthBytes: number): boolean {
    return this.epoch >= 0 && position >= this.start && position + lengthBytes <= this.end;
  }

  /** Whether all positions from `from` up to `to` are shown. */
  shows(from: number, to: number): boolean {
    return from >= this.start && to <= this.end;
  }

  get numPieces(): number {
    return 1;
  }

  /** What reports call it. */
  get summary(): string {
    return `${this.source.name} · ${this.size} ${this.size === 1 ? 'byte' : 'bytes'}`;
  }

  /** What reports say of the memory that it is made of. */
  get parts(): readonly string[] {
    return [];
  }

  /** The indices that reports and derived handles show; those of the handle that was made with the owner. */
  get root(): RootIndices {
    return this.rootIndices;
  }

  /** Called once, by the handle that is made with the owner. */
  setRoot(root: RootIndices): void {
    this.rootIndices = root;
  }

  retain(increment: number, operation: string, hint?: string): void {
    if (this.isPermanent) {
      return;
    }
    checkChange('increment', increment);
    const before = this.count;
    if (before === 0) {
      throw retainedTooLate(increment, this.tracker);
    }
    if (increment > MAX_REF_CNT - before) {
      throw new IllegalReferenceCountError(
        `refCnt: ${before}, increment: ${increment}. A count cannot exceed ${MAX_REF_CNT}.`,
        before,
      );
    }
    this.count = before + increment;
    this.tracker?.ownership(operation, before, this.count, hint);
  }

  /** Hands the memory to a further handle, which holds `references` of its own, as one record. */
  share(references: 0 | 1, operation: string, hint?: string): void {
    if (references === 1) {
      this.retain(1, operation, hint);
    } else {
      this.tracker?.ownership(operation, undefined, undefined, hint);
    }
  }

  /** Whether this was the last reference. */
  release(decrement: number): boolean {
    if (decrement === 1 && this.count === 1 && this.tracker === undefined) {
      this.count = 0;
      this.free();
      return true;
    }
    return this.releaseSome(decrement);
  }

  /** Whether `recycle` can do what the last `release` would. */
  get isRecyclable(): boolean {
    return this.count === 1 && this.block.owner === this;
  }

  /**
   * Gives the block back, but stays with it, so that the next buffer there needs no owner of its own.
   *
   * @returns what the only handle has to know instead: released memory, which never comes back.
   */
  recycle(): MemoryOwner {
    this.block.free();
    this.released ??= releasedOwner(this);
    return this.released;
  }

  /** Begins another life, for a handle that is made now. */
  reuse(capacity: number, maxCapacity: number): void {
    if (capacity !== this.size || maxCapacity !== this.maxCapacity) {
      this.size = capacity;
      this.maxCapacity = maxCapacity;
      this.released = undefined;
    }
    this.count = 1;
  }

  /** From now on others may know it than the handle it was made with, so that its life is the only one. */
  expose(): void {
    if (this.block.owner === this) {
      this.block.owner = undefined;
    }
  }

  /** From now on nobody has to release it. */
  makePermanent(): this {
    this.count = PERMANENT;
    return this;
  }

  /** Called by a handle whose epoch is another one: released memory throws, tracked memory records `operation`. */
  admit(operation: string): void {
    this.requireLive();
    this.tracker?.access(operation);
  }

  requireLive(): void {
    if (this.count === 0) {
      throw usedTooLate(this.tracker);
    }
  }

  /** Where `lengthBytes` bytes that are going to be read lie in `memory` and, up to eight of them, in `view`. */
  locate(position: number, lengthBytes: number): number {
    if (position + lengthBytes > this.size) {
      throwOutOfRange('index', position, lengthBytes, this.size);
    }
    return position + this.shift;
  }

  /** As {@link locate}, for bytes that are going to be written; `stored` follows. */
  place(position: number, lengthBytes: number): number {
    return this.locate(position, lengthBytes);
  }

  /** Brings what was written where `place` said to where it belongs. */
  stored(): void {
    // One piece is written where it is.
  }

  /** How many of `lengthBytes` bytes lie in one piece; `locate` says where. */
  span(_position: number, lengthBytes: number): number {
    return lengthBytes;
  }

  copyTo(position: number, lengthBytes: number, dst: Uint8Array, dstIndex: number): void {
    const at = this.locate(position, lengthBytes);
    this.requireAttached(at + lengthBytes);
    this.memory.copy(dst, dstIndex, at, at + lengthBytes);
  }

  copyFrom(position: number, src: Uint8Array): void {
    const at = this.locate(position, src.length);
    this.requireAttached(at + src.length);
    this.memory.set(src, at);
  }

  /** Returns owned: an empty buffer for a copy of some of these bytes, of the same kind. */
  allocateCopy(lengthBytes: number): ByteBuf {
    const { alloc } = this.source;
    return this.isDirect
      ? alloc.directBuffer(lengthBytes, this.maxCapacity)
      : alloc.heapBuffer(lengthBytes, this.maxCapacity);
  }

  /** A copy of some bytes, or none where they cannot be had: for those who must not throw. */
  peek(position: number, lengthBytes: number): Buffer {
    const end = Math.min(position + lengthBytes, this.size);
    return Buffer.from(this.memory.subarray(position + this.shift, end + this.shift));
  }

  /** Moves to memory of another size, unless this has room. Views that were handed out show what has become of the old one. */
  resize(capacityBytes: number): void {
    const before = this.block;
    if (before.fits(capacityBytes)) {
      this.adopt(before, capacityBytes);
      return;
    }
    const resized = this.source.allocate(capacityBytes, before.lengthBytes);
    if (before.owner === this) {
      before.owner = undefined;
      resized.owner = this;
    }
    this.memory.copy(resized.memory, resized.offset, this.shift, this.shift + Math.min(this.size, capacityBytes));
    this.adopt(resized, capacityBytes);
    before.free();
  }

  /** Refuses memory that somebody has transferred away. */
  requireAttached(end: number): void {
    if (end > this.memory.length) {
      throw new DetachedMemoryError(end, this.memory.length);
    }
  }

  /** What to throw for an error that came of touching the memory up to `end`. */
  explain(error: unknown, end: number): unknown {
    const { byteLength } = this.memory;
    return end > byteLength ? new DetachedMemoryError(end, byteLength) : error;
  }

  /** Called once, after the last reference was given back. */
  protected free(): void {
    this.expose();
    const { block } = this;
    this.block = NO_BLOCK;
    this.view = NO_VIEW;
    this.epoch = ~0;
    if (!this.source.keepsCapacity) {
      this.size = 0;
    }
    if (this.watcher !== undefined) {
      this.endWatch();
    }
    if (this.tracker !== undefined && this.source.outlivesRelease) {
      poison(block, this.tracker);
    }
    block.free();
  }

  /** From now on handles see so much of this block. */
  protected adopt(block: MemoryBlock, capacity: number): void {
    this.block = block;
    this.view = block.view;
    this.size = capacity;
    this.released = undefined;
    this.renew(true);
  }

  /** Makes handles look again. After that they need not ask if nothing is hidden from them, and nobody wants to know. */
  protected renew(isShown: boolean): void {
    const generation = (this.generation + 1) & MAX_GENERATION;
    this.epoch = isShown && this.tracker === undefined && this.count !== 0 ? generation : ~generation;
    if (this.watcher !== undefined) {
      this.endWatch();
    }
  }

  /** Lets `watcher` know once when something else is shown; only one can watch. Kept weakly: a part does not keep the whole. */
  protected watch(owner: MemoryOwner, watcher: WeakRef<MemoryOwner>): void {
    if (owner.watcher !== watcher) {
      owner.watcher?.deref()?.lookAway();
      owner.watcher = watcher;
    }
  }

  /** What was watched shows something else, so that what this owner shows of it is not right any more. */
  protected lookAway(): void {
    // Its own memory does not change without it.
  }

  /** Every call but the one that gives the only reference to untracked memory back. */
  private releaseSome(decrement: number): boolean {
    if (this.isPermanent) {
      return false;
    }
    checkChange('decrement', decrement);
    const before = this.count;
    if (decrement > before) {
      throw before === 0 ? releasedTwice(decrement, this.tracker) : releasedTooOften(before, decrement, this.tracker);
    }
    this.count = before - decrement;
    this.tracker?.ownership('release', before, this.count);
    if (this.count > 0) {
      return false;
    }
    this.tracker?.close();
    this.free();
    return true;
  }

  private endWatch(): void {
    const watcher = this.watcher?.deref();
    this.watcher = undefined;
    watcher?.lookAway();
  }
}

function releasedOwner({ source, capacity, maxCapacity }: MemoryOwner): MemoryOwner {
  const owner = new MemoryOwner(source, NO_BLOCK, capacity, maxCapacity, false);
  owner.release(1);
  return owner;
}
