import { leakDetector } from '@watertight/leak-detector';
import { type MemoryBlock, NO_BLOCK } from './memory-block.ts';
import { MemoryOwner } from './memory-owner.ts';
import type { MemorySource } from './memory-source.ts';

const { isDue } = leakDetector;

/**
 * Takes `block`, and returns who owns it from now on: its last owner, if nobody can know that one any more. So most lives in
 * a pool take one object, the handle.
 */
export function ownerOf(source: MemorySource, block: MemoryBlock, capacity: number, maxCapacity: number): MemoryOwner {
  const isTracked = isDue();
  const last = block.owner;
  if (last !== undefined && !isTracked) {
    last.reuse(capacity, maxCapacity);
    return last;
  }
  const owner = new MemoryOwner(source, block, capacity, maxCapacity, isTracked);
  if ('owner' in block && owner.tracker === undefined) {
    block.owner = owner;
  }
  return owner;
}

/** An owner of no memory, which nobody has to release and which is never tracked. */
export function permanentOwner(source: MemorySource): MemoryOwner {
  const named = { ...source, name: 'empty', className: 'EmptyByteBufBE' };
  return new MemoryOwner(named, NO_BLOCK, 0, 0, false).makePermanent();
}
