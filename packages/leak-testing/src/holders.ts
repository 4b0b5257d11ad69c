import type { LeakReport, LeakTracker } from '@watertight/leak-detector';
import type { PathWording } from './heap-words.ts';
import type { ResolvedOptions } from './options.ts';
import type { Platform } from './platform.ts';
import { retainingPaths } from './retaining-path.ts';
import type { JudgedLeak } from './verdict.ts';

/** When and how holders are looked for. */
export interface HoldersSetup {
  readonly when: ResolvedOptions['retainingPath'];
  readonly platform: Platform;
  readonly wording: PathWording;
  /** Whether another test file of the run has told of one already. */
  isToldOf(): Promise<boolean>;
}

/** What is added to a report. */
type Explanation = Pick<LeakReport, 'retainingPath' | 'retainingPathNote'>;

/** As a rule, a snapshot of a heap of this size takes a second. */
const MAX_BYTES_UNASKED = 50_000_000;

/** A snapshot of a heap of tiny objects takes five times as much memory for a moment. */
const MAX_BYTES = 500_000_000;

/** Leaks of one scope whose holders are looked for. */
const MAX_LEAKS = 100;

/** Says of leaks that are still referenced what holds them, as often as the user wants to know. */
export class Holders {
  readonly #setup: HoldersSetup;
  #found = 0;

  constructor(setup: HoldersSetup) {
    this.#setup = setup;
  }

  /** The same leaks, those that fail with what holds them. Never throws: a report says what went wrong. */
  async explain<L extends Pick<JudgedLeak, 'report' | 'verdict'>>(
    leaks: readonly L[],
    trackers: readonly LeakTracker[],
  ): Promise<readonly L[]> {
    const held = leaks.filter(({ verdict, report }) => verdict === 'failed' && report.reachability === 'reachable');
    const wanted = held.length === 0 ? [] : held.slice(0, await this.#wantedCount());
    if (wanted.length === 0) {
      return leaks;
    }
    this.#found += wanted.length;
    const ids = new Set(wanted.map(({ report }) => report.id));
    const explanations = await this.#explanationsOf(trackers.filter(({ id }) => ids.has(id)));
    return leaks.map((leak) => {
      const explanation = explanations.get(leak.report.id);
      return explanation === undefined ? leak : { ...leak, report: Object.freeze({ ...leak.report, ...explanation }) };
    });
  }

  async #wantedCount(): Promise<number> {
    const { when, platform, isToldOf } = this.#setup;
    if (when !== 'first') {
      return when ? MAX_LEAKS : 0;
    }
    const isWanted = this.#found === 0 && platform.heapUsedBytes() <= MAX_BYTES_UNASKED && !(await isToldOf());
    return isWanted ? 1 : 0;
  }

  async #explanationsOf(trackers: readonly LeakTracker[]): Promise<ReadonlyMap<number, Explanation>> {
    const all = (explain: (index: number) => Explanation): ReadonlyMap<number, Explanation> =>
      new Map(trackers.map(({ id }, index) => [id, explain(index)]));
    const { platform, wording } = this.#setup;
    const heapBytes = platform.heapUsedBytes();
    if (heapBytes > MAX_BYTES) {
      const sizes = `${megabytes(heapBytes)} of objects; up to ${megabytes(MAX_BYTES)} are looked through`;
      return all(() => ({ retainingPathNote: `not looked for: ${sizes}` }));
    }
    try {
      const paths = await retainingPaths(trackers, platform, wording);
      return all((index) => {
        const path = paths[index] ?? [];
        return path.length === 0
          ? { retainingPathNote: 'nothing that a heap snapshot shows' }
          : { retainingPath: path };
      });
    } catch (error) {
      return all(() => ({ retainingPathNote: `not found: ${String(error)}` }));
    }
  }
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1_000_000)} MB`;
}
