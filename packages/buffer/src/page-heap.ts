// Invariant: the runs of a chunk cover it, and no two free ones lie side by side.

import { FreeRuns } from './free-runs.ts';
import type { PageRun } from './page-run.ts';
import { PoolChunk } from './pool-chunk.ts';

/** Where chunks come from. */
export interface ChunkMemory {
  /** Returns owned: memory in an `ArrayBuffer` of its own; throws when there is too little. */
  allocate(bytes: number, replacedBytes?: number): Buffer;
  free(memory: Buffer): void;
}

/** What the first chunks of a heap have, unless chunks are smaller: a program with few buffers does not hold much. */
const SMALLEST_CHUNK_BYTES = 512 * 1024;

/** A new chunk adds this part of what is there, so that what nobody has asked for yet is never much of it. */
const GROWTH = 1 / 8;

/** Pages that were reclaimed so many times in a row were missed each time: then there will be more. */
const MAX_RECLAIMS = 64;

/** In a row means before so many runs were taken. */
const RUNS_PER_RECLAIM = 64;

/** Chunks, and the pages in them. Takes and gives back pages in the same time whatever else is in use. */
export class PageHeap {
  readonly pageBytes: number;
  readonly maxChunkBytes: number;
  /** Runs that were taken as blocks, all in all. */
  numAllocations = 0;
  numDeallocations = 0;
  /** The pages of blocks in use. */
  blockPages = 0;
  readonly #memory: ChunkMemory;
  readonly #reclaim: () => void;
  readonly #runs: FreeRuns;
  readonly #chunks = new Set<PoolChunk>();
  #reservedBytes = 0;
  #idle = 0;
  /** The fewest idle chunks there have been since somebody looked. */
  #leastIdle = 0;
  /** How often pages were reclaimed in a row, and how many runs were taken since. */
  #reclaims = 0;
  #runsTaken = 0;

  /** @param reclaim - gives pages back that nobody needs now: called now and then before there are more chunks. */
  constructor(memory: ChunkMemory, pageBytes: number, maxChunkBytes: number, reclaim: () => void) {
    this.#memory = memory;
    this.#reclaim = reclaim;
    this.pageBytes = pageBytes;
    this.maxChunkBytes = maxChunkBytes;
    this.#runs = new FreeRuns(maxChunkBytes / pageBytes);
  }

  /** The sizes of all chunks together. */
  get reservedBytes(): number {
    return this.#reservedBytes;
  }

  get chunks(): Iterable<PoolChunk> {
    return this.#chunks;
  }

  /** Returns owned: as many pages, as a block. Where it throws, nothing has changed. */
  takeBlock(pages: number): PageRun {
    const block = this.take(pages);
    this.numAllocations += 1;
    this.blockPages += pages;
    return block;
  }

  giveBackBlock(block: PageRun): void {
    this.numDeallocations += 1;
    this.blockPages -= block.pages;
    this.giveBack(block);
  }

  /** Returns owned: as many pages, which lie in a new chunk if there are no others. Where it throws, nothing has changed. */
  take(pages: number): PageRun {
    const run = this.#find(pages);
    const { chunk } = run;
    if (chunk.usedPages === 0) {
      this.#idle -= 1;
      this.#leastIdle = Math.min(this.#leastIdle, this.#idle);
    }
    if (run.pages > pages) {
      this.#runs.add(run.split(pages));
    }
    run.isFree = false;
    chunk.usedPages += pages;
    return run;
  }

  /** Takes the run back, and makes one of it and what is free beside it. */
  giveBack(freed: PageRun): void {
    const { chunk, before, after } = freed;
    chunk.usedPages -= freed.pages;
    freed.isFree = true;
    if (after?.isFree) {
      this.#runs.remove(after);
      freed.absorb(after);
    }
    let run = freed;
    if (before?.isFree) {
      this.#runs.remove(before);
      before.absorb(freed);
      run = before;
    }
    this.#runs.add(run);
    if (chunk.usedPages === 0) {
      this.#idle += 1;
    }
  }

  /** Gives up the chunks that nobody has needed since the last call, but for one: what is needed goes up and down. */
  trimUnneeded(): void {
    this.#trim(this.#leastIdle - 1);
    this.#leastIdle = this.#idle;
  }

  /** Gives up all chunks without a page in use. */
  trim(): void {
    this.#trim(this.#idle);
    this.#leastIdle = 0;
  }

  #trim(count: number): void {
    let left = count;
    // The newest first, which are the largest.
    for (const chunk of left > 0 ? [...this.#chunks].reverse() : []) {
      if (left > 0 && chunk.usedPages === 0) {
        this.#runs.remove(chunk.first);
        this.#chunks.delete(chunk);
        this.#reservedBytes -= chunk.lengthBytes;
        this.#idle -= 1;
        left -= 1;
        this.#memory.free(chunk.memory);
      }
    }
  }

  /** A free run with enough pages, which is in no list. */
  #find(pages: number): PageRun {
    this.#runsTaken += 1;
    const found = this.#runs.take(pages);
    if (found !== undefined) {
      return found;
    }
    if (this.#runsTaken > RUNS_PER_RECLAIM) {
      this.#reclaims = 0;
    }
    if (this.#reclaims >= MAX_RECLAIMS) {
      try {
        return this.#addChunk(pages);
      } catch {
        // Too little memory: what can be reclaimed comes before a refusal.
      }
    }
    return this.#reclaimed(pages) ?? this.#addChunk(pages);
  }

  #reclaimed(pages: number): PageRun | undefined {
    this.#reclaims += 1;
    this.#runsTaken = 0;
    this.#reclaim();
    return this.#runs.take(pages);
  }

  #addChunk(pages: number): PageRun {
    const neededBytes = 2 ** Math.ceil(Math.log2(pages * this.pageBytes));
    const growthBytes = 2 ** Math.floor(Math.log2(this.#reservedBytes * GROWTH + 1));
    const bytes = Math.min(Math.max(neededBytes, growthBytes, SMALLEST_CHUNK_BYTES), this.maxChunkBytes);
    const chunk = new PoolChunk(this, this.#allocate(bytes));
    this.#chunks.add(chunk);
    this.#reclaims = 0;
    this.#reservedBytes += bytes;
    this.#idle += 1;
    return chunk.first;
  }

  /** Idle chunks are not enough, each of them alone, but may leave room for one that is. */
  #allocate(bytes: number): Buffer {
    try {
      return this.#memory.allocate(bytes);
    } catch {
      this.trim();
      return this.#memory.allocate(bytes);
    }
  }
}
