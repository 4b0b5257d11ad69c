export type { AccessRecord } from './access-record.ts';
export type { StackFrame } from './call-stack.ts';
export { CallStack, isHiddenFile } from './call-stack.ts';
export { LeakLevelError } from './errors.ts';
export {
  type FormatOptions,
  formatMisuse,
  formatPath,
  formatPlace,
  formatRecord,
  formatReport,
} from './format-report.ts';
export { findGarbageCollector } from './garbage-collector.ts';
export { foreignDetectors } from './global-registry.ts';
export type { Hint } from './hint.ts';
export {
  createLeakDetector,
  type LeakDetector,
  type LeakListener,
  leakDetector,
  type PlacementPolicy,
} from './leak-detector.ts';
export { LEAK_LEVELS, type LeakLevel, parseLeakLevel } from './leak-level.ts';
export { type LeakReport, type Reachability, toReport } from './leak-report.ts';
export type { LeakScope, Placement, ScopeOptions, ScopePhase, ScopePosition } from './leak-scope.ts';
export {
  LEAK_TRACKER,
  type LeakTracker,
  type ResourceDescription,
  type ResourceType,
  type Summary,
  type TrackedHandle,
} from './leak-tracker.ts';
export type { Inspection, Misuse, MisuseReport } from './misuse.ts';
export { type ReleaseFlow, releaseFlows } from './release-flow.ts';
