import { leakDetector } from '@watertight/leak-detector';

export type { LeakReport, LeakScope, ScopePhase } from '@watertight/leak-detector';
export type { AllowedLeaks } from './allowed-leaks.ts';
export { assertNoLeaks, expectLeaks } from './assert-no-leaks.ts';
export {
  DetectorOffError,
  LeakError,
  LeakRecord,
  NoLeakError,
  OptionError,
  OutsideTestError,
  ReportFileError,
  UnsupportedRunnerError,
  UntrackedError,
} from './errors.ts';
export { allowLeaks, fileScope, permanent, untracked } from './intended.ts';
export { leakMatchers, type MatcherResult } from './matchers.ts';
export { type LeakTestingOptions, type ResolvedOptions, resolveOptions } from './options.ts';
export { nodePlatform, type Platform } from './platform.ts';
export { type LeakReportFile, type LeakSource, ReportFile, type ReportFileSetup } from './report-file.ts';
export { type Judgement, LeakSession, type Outcome, type SessionSetup, type StaleAllowance } from './session.ts';
export type { JudgedLeak, Verdict } from './verdict.ts';

leakDetector.hideFramesOf(import.meta.url);
