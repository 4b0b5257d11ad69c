import type { StackFrame } from './call-stack.ts';
import type { LeakScope } from './leak-scope.ts';
import type { LeakTracker } from './leak-tracker.ts';

/** What became of the others that the line of a leak has opened in the leak's scope. */
export interface ReleaseFlow {
  /** Those that are still open, the leak among them. */
  readonly open: number;
  /** Those that were released. */
  readonly released: number;
  /** Whether there may have been more of them than are remembered. */
  readonly isWhole: boolean;
  /** Where they were released, as far as that was recorded, the most frequent place first. */
  readonly releasedAt: readonly { readonly frame: StackFrame; readonly count: number }[];
}

interface Line {
  open: number;
  released: number;
  readonly releasedAt: Map<string, { readonly frame: StackFrame; count: number }>;
}

/**
 * Sums up what `scope` opened and released by the creating line. Returns what tells the flow of one of its trackers;
 * nothing for a line that has released nothing.
 */
export function releaseFlows(scope: LeakScope): (tracker: LeakTracker) => ReleaseFlow | undefined {
  const lines = new Map<string, Line>();
  const isWhole = scope.releases?.isWhole ?? false;
  for (const { createdAt, releasedAt } of scope.releases?.all ?? []) {
    const line = lineIn(lines, createdAt);
    line.released += 1;
    if (releasedAt !== undefined) {
      const key = placeOf(releasedAt);
      const place = line.releasedAt.get(key) ?? { frame: releasedAt, count: 0 };
      place.count += 1;
      line.releasedAt.set(key, place);
    }
  }
  if (lines.size > 0) {
    for (const { createdAt } of scope.open) {
      lineIn(lines, createdAt[0]).open += 1;
    }
  }
  return ({ createdAt: [frame] }) => {
    const line = frame && lines.get(placeOf(frame));
    return line === undefined || line.released === 0 ? undefined : flowOf(line, isWhole);
  };
}

function lineIn(lines: Map<string, Line>, frame: StackFrame | undefined): Line {
  const key = frame === undefined ? '' : placeOf(frame);
  const line = lines.get(key) ?? { open: 0, released: 0, releasedAt: new Map() };
  lines.set(key, line);
  return line;
}

function flowOf({ open, released, releasedAt }: Line, isWhole: boolean): ReleaseFlow {
  const places = [...releasedAt.values()].sort((a, b) => b.count - a.count);
  return Object.freeze({
    open,
    released,
    isWhole,
    releasedAt: Object.freeze(places.map((place) => Object.freeze({ ...place }))),
  });
}

function placeOf({ file, line, column }: StackFrame): string {
  return `${file}:${line}:${column}`;
}
