import { leakDetector } from '@watertight/leak-detector';

export type { LeakReport, LeakScope, MisuseReport, ScopePhase } from '@watertight/leak-detector';
export type { AllowedLeaks } from './allowed-leaks.ts';
export { assertNoLeaks, expectLeaks } from './assert-no-leaks.ts';
export { type KnownLeak, type LeakBaselineFile, mergeBaselines, readBaseline, type Sighting } from './baseline-file.ts';
export {
  BaselineError,
  DetectorOffError,
  LeakError,
  LeakRecord,
  MisuseError,
  NoLeakError,
  OptionError,
  OutsideTestError,
  ReportFileError,
  UnsupportedRunnerError,
  UntrackedError,
} from './errors.ts';
export type { Findings, FixedLeak, FoundMisuse, LeakSource, ScopeName, StaleAllowance } from './findings.ts';
export { type Origin, originOf } from './fingerprint.ts';
export { allowLeaks, fileScope, permanent, untracked } from './intended.ts';
export type { Outcome } from './leak-judge.ts';
export { leakMatchers, type MatcherResult } from './matchers.ts';
export { type LeakTestingOptions, type ResolvedOptions, resolveOptions } from './options.ts';
export { nodePlatform, type Platform } from './platform.ts';
export { type LeakReportFile, mergeReports, type ReportPlace } from './report-file.ts';
export { ReportPart, type ReportPartSetup } from './report-part.ts';
export { type RunSummarySetup, summarise, summariseRun } from './run-summary.ts';
export { type FileOutcome, type Judgement, LeakSession, type Reporting, type SessionSetup } from './session.ts';
export type { JudgedLeak, Verdict } from './verdict.ts';

leakDetector.hideFramesOf(import.meta.url);
