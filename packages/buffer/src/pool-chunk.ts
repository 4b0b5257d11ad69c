import { viewOf } from './memory-block.ts';
import type { PageHeap } from './page-heap.ts';
import { PageRun } from './page-run.ts';

/** Memory that pages are cut from. Its runs lie side by side, from the first page to the last. */
export class PoolChunk {
  readonly heap: PageHeap;
  readonly memory: Buffer;
  readonly view: DataView;
  readonly lengthBytes: number;
  /** The run that begins at the first page; at first, all of it. */
  readonly first: PageRun;
  /** Pages that are not free. */
  usedPages = 0;

  constructor(heap: PageHeap, memory: Buffer) {
    this.heap = heap;
    this.memory = memory;
    this.view = viewOf(memory);
    this.lengthBytes = memory.length;
    this.first = new PageRun(this, 0, memory.length / heap.pageBytes);
  }
}
