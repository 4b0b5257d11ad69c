import type { MisuseReport } from '@watertight/leak-detector';
import type { Origin } from './fingerprint.ts';
import type { JudgedLeak } from './verdict.ts';

/** Where a leak comes from. */
export interface LeakSource {
  readonly runner: string;
  /** The runner's project, where it has several. */
  readonly project?: string;
  /** The test file; in a report or a baseline, relative to the project's root. */
  readonly file: string;
}

/** Whose judgement a leak comes to. */
export interface ScopeName {
  /** `test`, `block`, `file` or `module`. */
  readonly kind: string;
  /** A test's full name, a block's own. */
  readonly name: string;
}

/** What was done with a resource after it was given back. */
export interface FoundMisuse {
  readonly report: MisuseReport;
  /** Whoever it is held against. */
  readonly scope: ScopeName;
}

/** A call of `allowLeaks()` that allowed nothing: it can go. */
export interface StaleAllowance {
  readonly reason: string;
  /** The test or block that it was called in. */
  readonly scope: ScopeName;
}

/** A leak that the baseline knows and that has not come. */
export interface FixedLeak extends Origin {
  /** The test, block or file that does not leak any more. */
  readonly scope: ScopeName;
}

/** What was found in a test file. */
export interface Findings {
  /** Every leak, also one that is held against nobody. */
  readonly leaks: readonly JudgedLeak[];
  readonly misuses: readonly FoundMisuse[];
  readonly staleAllowances: readonly StaleAllowance[];
  readonly fixed: readonly FixedLeak[];
}
