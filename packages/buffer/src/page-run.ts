import { IllegalArgumentError } from './errors.ts';
import type { MemoryBlock } from './memory-block.ts';
import type { PoolChunk } from './pool-chunk.ts';

/** Pages that lie side by side: free ones, a block, or those of a slab. */
export class PageRun implements MemoryBlock {
  readonly chunk: PoolChunk;
  readonly memory: Buffer;
  readonly view: DataView;
  /** The first page. */
  readonly page: number;
  pages: number;
  isFree = true;
  // Its neighbours in the chunk.
  before: PageRun | undefined;
  after: PageRun | undefined;
  // Its neighbours in the list of free runs that it is in.
  previous: PageRun | undefined;
  next: PageRun | undefined;

  constructor(chunk: PoolChunk, page: number, pages: number, before?: PageRun, after?: PageRun) {
    this.chunk = chunk;
    this.memory = chunk.memory;
    this.view = chunk.view;
    this.page = page;
    this.pages = pages;
    this.before = before;
    this.after = after;
    this.previous = undefined;
    this.next = undefined;
  }

  get offset(): number {
    return this.page * this.chunk.heap.pageBytes;
  }

  get lengthBytes(): number {
    return this.pages * this.chunk.heap.pageBytes;
  }

  fits(capacityBytes: number): boolean {
    return staysIn(this.lengthBytes, capacityBytes);
  }

  /** @throws IllegalArgumentError when it is free already. */
  free(): void {
    if (this.isFree) {
      throwFreeAlready(this);
    }
    this.chunk.heap.giveBackBlock(this);
  }

  /** Cuts off what is behind the first `pages`, and returns it. */
  split(pages: number): PageRun {
    const rest = new PageRun(this.chunk, this.page + pages, this.pages - pages, this, this.after);
    if (this.after !== undefined) {
      this.after.before = rest;
    }
    this.after = rest;
    this.pages = pages;
    return rest;
  }

  /** Takes the pages of the run behind it, which is no run any more. */
  absorb(after: PageRun): void {
    this.pages += after.pages;
    this.after = after.after;
    if (this.after !== undefined) {
      this.after.before = this;
    }
  }
}

/** Up to here a block is not worth moving out of, however little of it is used. */
const NEVER_MOVED_BYTES = 512;

/** Whether an owner stays in a block of `lengthBytes`: as in Netty, if it goes on using more than half of it. */
export function staysIn(lengthBytes: number, capacityBytes: number): boolean {
  return capacityBytes <= lengthBytes && (capacityBytes > lengthBytes >>> 1 || lengthBytes <= NEVER_MOVED_BYTES);
}

export function throwFreeAlready({ offset, lengthBytes }: MemoryBlock): never {
  throw new IllegalArgumentError(
    `block: ${lengthBytes} bytes at ${offset} of a pool's chunk (expected: memory in use). They were freed already.`,
    'block',
  );
}
