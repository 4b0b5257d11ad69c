import { leakDetector } from '@watertight/leak-detector';

export type { LeakReport, LeakScope, ScopePhase } from '@watertight/leak-detector';
export { DetectorOffError, LeakError, LeakRecord, OptionError, UnsupportedRunnerError } from './errors.ts';
export { type LeakTestingOptions, type ResolvedOptions, resolveOptions } from './options.ts';
export { nodePlatform, type Platform } from './platform.ts';
export { type Judgement, LeakSession, type Outcome, type SessionSetup } from './session.ts';

leakDetector.hideFramesOf(import.meta.url);
