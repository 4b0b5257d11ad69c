import type { HeapSnapshot } from './heap-snapshot.ts';

/** One edge of a path, and the node that it begins at. */
export interface HeapStep {
  readonly from: number;
  readonly edge: number;
}

/** Which way a path may go. */
export interface HeapMap {
  /** Whether a path may lead through `node`. */
  isOpen(node: number): boolean;
  /** How long `edge` is: a whole number, and a small one. 0: no path leads along it. */
  lengthOf(edge: number): number;
}

const UNREACHED = 2 ** 32 - 1;

/** The shortest path from the root of the heap to each of `targets`, step by step; none where none is open. */
export function pathsTo(
  snapshot: HeapSnapshot,
  targets: readonly number[],
  map: HeapMap,
): readonly (readonly HeapStep[] | undefined)[] {
  const { firstEdge, edgeTarget } = snapshot;
  const distances = new Uint32Array(snapshot.nodeCount).fill(UNREACHED);
  const cameFrom = new Uint32Array(snapshot.nodeCount);
  const cameBy = new Uint32Array(snapshot.nodeCount);
  // Dijkstra's algorithm, with a list of nodes for each distance: distances are small numbers.
  const waiting: number[][] = [[0]];
  distances[0] = 0;
  for (let distance = 0; distance < waiting.length; distance += 1) {
    for (const node of waiting[distance] ?? []) {
      if (distances[node] !== distance || !map.isOpen(node)) {
        continue;
      }
      const end = firstEdge[node + 1] ?? 0;
      for (let edge = firstEdge[node] ?? 0; edge < end; edge += 1) {
        const target = edgeTarget[edge] ?? 0;
        // Asked first: most nodes have been reached on a shorter way, and need no look at the edge.
        if ((distances[target] ?? 0) <= distance) {
          continue;
        }
        const length = map.lengthOf(edge);
        const reached = distance + length;
        if (length > 0 && reached < (distances[target] ?? 0)) {
          distances[target] = reached;
          cameFrom[target] = node;
          cameBy[target] = edge;
          waiting[reached] ??= [];
          waiting[reached]?.push(target);
        }
      }
    }
    waiting[distance] = [];
  }
  return targets.map((target) => {
    if (distances[target] === UNREACHED) {
      return undefined;
    }
    const steps: HeapStep[] = [];
    for (let node = target; node !== 0; node = cameFrom[node] ?? 0) {
      steps.push({ from: cameFrom[node] ?? 0, edge: cameBy[node] ?? 0 });
    }
    return steps.reverse();
  });
}
