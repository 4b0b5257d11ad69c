// Invariant: nobody but the marker holds a resource on our behalf while the snapshot is taken.

import type { LeakTracker } from '@watertight/leak-detector';
import { type HeapMap, pathsTo } from './heap-path.ts';
import { HeapSnapshot } from './heap-snapshot.ts';
import { type PathWording, wordsOf } from './heap-words.ts';
import type { Platform } from './platform.ts';

/** The field by which a resource is found in a snapshot. */
const MARK = 'watertight: this is held by';

/** What is running now, which is us and the test runner, and what holds nothing or is ours. */
const CLOSED_NODES = [
  '(Stack roots)',
  '(Handle scope)',
  'WeakMap',
  'WeakSet',
  'LeakTracker',
  '_LeakTracker',
  'CallStack',
  '_CallStack',
];

/** Short ways that nobody thinks of: from an object to its class, and from an error to the functions on its stack. */
const DETOURS = ['__proto__', 'constructor', 'prototype', 'map', '<symbol>'];

const DETOUR_LENGTH = 64;

/** How long edges are, by their kind: paths that a reader recognises are short. All other kinds, weak edges, hold nothing. */
const LENGTHS: Readonly<Record<string, number>> = {
  context: 1,
  element: 1,
  property: 1,
  shortcut: 1,
  internal: 2,
  hidden: 3,
};

/** What holds the resources of these trackers: for each, the path to it in words; no words where nothing is seen to. */
export async function retainingPaths(
  trackers: readonly LeakTracker[],
  platform: Platform,
  wording: PathWording,
): Promise<readonly (readonly string[])[]> {
  const snapshot = await markedSnapshot(trackers, platform);
  const mark = snapshot.indexOfString(MARK);
  const markEdge = snapshot.edgeName.findIndex(
    (name, edge) => name === mark && snapshot.kindOfEdge(edge) === 'property',
  );
  const marked = snapshot.edgeTarget[markEdge];
  const targets = trackers.map((_, index) => snapshot.follow(marked, String(index)) ?? 0);
  const paths = pathsTo(snapshot, targets, mapOf(snapshot, mark));
  return paths.map((path) => wordsOf(snapshot, path ?? [], wording));
}

async function markedSnapshot(trackers: readonly LeakTracker[], platform: Platform): Promise<HeapSnapshot> {
  const marker = { [MARK]: trackers.map(({ resource }) => resource) };
  // Whatever a weak reference was asked for is held until the current job ends.
  await platform.turn();
  const snapshot = new HeapSnapshot(platform.heapSnapshot());
  // Used behind the snapshot, so that it is still there in it.
  marker[MARK] = [];
  return snapshot;
}

function mapOf(snapshot: HeapSnapshot, mark: number): HeapMap {
  const named = (names: readonly string[]): ReadonlySet<number> =>
    new Set(names.map((name) => snapshot.indexOfString(name)));
  const closed = named(CLOSED_NODES);
  const detours = named(DETOURS);
  const lengths = Uint8Array.from(snapshot.edgeKinds, (kind) => LENGTHS[kind] ?? 0);
  const numbered = new Set(['element', 'hidden'].map((kind) => snapshot.edgeKinds.indexOf(kind)));
  const { nodeName, edgeKind, edgeName } = snapshot;
  return {
    isOpen: (node) => !closed.has(nodeName[node] ?? 0),
    lengthOf(edge) {
      const kind = edgeKind[edge] ?? 0;
      const length = lengths[kind] ?? 0;
      if (length === 0 || numbered.has(kind)) {
        return length;
      }
      const name = edgeName[edge] ?? 0;
      return name === mark ? 0 : detours.has(name) ? DETOUR_LENGTH : length;
    },
  };
}
