/** A byte, which all views of a memory share. */
export interface Cell {
  byte: number;
}

/** Why a call is refused: the `code` of the error that a buffer throws. */
export class Refusal extends Error {
  readonly code: string;

  constructor(code: 'COUNT' | 'BOUNDS' | 'ARGUMENT' | 'READ_ONLY') {
    super(code);
    this.code = CODES[code];
  }
}

const CODES = {
  COUNT: 'WATERTIGHT_ILLEGAL_REFERENCE_COUNT',
  BOUNDS: 'WATERTIGHT_INDEX_OUT_OF_BOUNDS',
  ARGUMENT: 'WATERTIGHT_ILLEGAL_ARGUMENT',
  READ_ONLY: 'WATERTIGHT_READ_ONLY_BUFFER',
} as const;

/** What all views of a memory have in common: an array of bytes and a count. */
export class MemoryModel {
  cells: Cell[];
  refCnt = 1;
  readonly maxCapacity: number;
  /** The memories that live at least as long, each held by one reference. */
  readonly components: MemoryModel[] = [];
  /** Composites are made of other memories, even if of none so far. */
  readonly kind: 'simple' | 'pooled' | 'composite';
  /** How many references others hold on this memory because it is a component of theirs. */
  held = 0;

  constructor(bytes: readonly number[], maxCapacity: number, kind: MemoryModel['kind'] = 'simple') {
    this.cells = bytes.map((byte) => ({ byte }));
    this.maxCapacity = maxCapacity;
    this.kind = kind;
  }

  retain(increment: number): void {
    if (increment <= 0) {
      throw new Refusal('ARGUMENT');
    }
    this.requireLive();
    this.refCnt += increment;
  }

  release(decrement: number): boolean {
    if (decrement <= 0) {
      throw new Refusal('ARGUMENT');
    }
    if (decrement > this.refCnt) {
      throw new Refusal('COUNT');
    }
    this.refCnt -= decrement;
    if (this.refCnt > 0) {
      return false;
    }
    for (const component of this.components) {
      component.held -= 1;
      component.release(1);
    }
    return true;
  }

  requireLive(): void {
    if (this.refCnt === 0) {
      throw new Refusal('COUNT');
    }
  }

  /** Takes over one reference to `component`, and shows `cells` of it behind its own. */
  add(component: MemoryModel, cells: readonly Cell[]): void {
    component.held += 1;
    this.components.push(component);
    this.cells.push(...cells);
  }

  /** Grows as Netty does: to a power of two from 64 on, as far as allowed. */
  grow(minCapacity: number): void {
    let capacity = 64;
    while (capacity < minCapacity) {
      capacity *= 2;
    }
    this.resize(Math.min(capacity, this.maxCapacity));
  }

  resize(capacity: number): void {
    while (this.cells.length < capacity) {
      this.cells.push({ byte: 0 });
    }
    this.cells.length = capacity;
  }
}
