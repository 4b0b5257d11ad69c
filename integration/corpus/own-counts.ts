import type { NamedObject, NamedObjects } from './named-objects.ts';

/**
 * How many references there are to the memory of the buffer `name`, as Netty's run has counted them.
 *
 * What a pooled buffer's `retained…` returns counts for itself there, and as long as that count is not 0, it holds one
 * reference to the buffer it was made from. So that one stands for itself alone, and the others come on top.
 */
export function sharedCount(name: string, objects: NamedObjects): number {
  return countsOnMemoryOf(name, objects).reduce((sum, { refCnt = 0 }, index) => {
    return index === 0 ? refCnt : sum + Math.max(refCnt - 1, 0);
  }, 0);
}

/** The buffers that count for themselves on the memory of `name`: the memory's own, then those with a count of their own. */
export function countsOnMemoryOf(name: string, objects: NamedObjects): NamedObject[] {
  const counts = new Map(objects.onMemoryOf(objects.get(name).object).map(({ count }) => [count, objects.get(count)]));
  return [...counts.values()];
}
