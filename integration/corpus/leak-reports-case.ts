import type { Step } from './corpus-case.ts';
import type { LeakDeviation } from './leak-reports-deviations.ts';

/** A recorded run of Netty's leak detector, in a JVM of its own. */
export interface LeakReportsCase {
  readonly id: string;
  readonly config: { readonly systemProperties?: Readonly<Record<string, string>> };
  readonly steps: readonly LeakReportsStep[];
}

/** A call, and what the detector said then. */
export interface LeakReportsStep extends Step {
  /** The 31-bit numbers that Netty drew. */
  readonly random?: readonly number[];
  readonly refCnt?: number;
  readonly reports?: readonly NettyReport[];
}

/** A leak in Netty's log, taken apart. */
export interface NettyReport {
  readonly resource: string;
  /** Newest first; "Created at" is the last. */
  readonly records: readonly NettyRecord[];
  /** How many records were left out. */
  readonly duplicates: number;
  readonly discarded: number;
}

interface NettyRecord {
  readonly hint: string | null;
  /** The innermost frame: `io.netty.buffer.AdvancedLeakAwareByteBuf.writeByte`. */
  readonly top: string;
}

/** What became of one step. */
export interface LeakVerdict {
  readonly deviations: ReadonlySet<LeakDeviation>;
  readonly differences: readonly string[];
}
