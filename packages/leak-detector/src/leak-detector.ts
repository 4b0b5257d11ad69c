import { createAsyncContext } from './async-context.ts';
import {
  CAPTURED_FRAMES,
  CallStack,
  currentLimit,
  limitFrames,
  NativeError,
  NO_STACK,
  packageFolder,
} from './call-stack.ts';
import { countSetting } from './count-setting.ts';
import { DroppedLeaks } from './dropped-leaks.ts';
import { levelFromEnvironment } from './environment.ts';
import { LeakLevelError } from './errors.ts';
import { PROTOCOL_VERSION, sharedInstance } from './global-registry.ts';
import { textOfError } from './hint.ts';
import { DISABLED, LEAK_LEVELS, type LeakLevel, PARANOID, SAMPLING_INTERVAL } from './leak-level.ts';
import type { LeakReport } from './leak-report.ts';
import { type ContextValue, LeakScope, type Placement, type ScopeOptions, type ScopePosition } from './leak-scope.ts';
import {
  type DetectorSettings,
  LEAK_TRACKER,
  LeakTracker,
  type ResourceType,
  type Summary,
  type TrackedHandle,
} from './leak-tracker.ts';
import { LeakWarnings, warningPlatform } from './leak-warnings.ts';
import { type Inspection, type Misuse, type MisuseReport, toMisuseReport } from './misuse.ts';

/** Decides where a resource belongs, given the position the async context tells, if any; `undefined`: not tracked. */
export type PlacementPolicy = (position: ScopePosition | undefined) => Placement | undefined;

/** Hears of a resource that was lost without release. */
export type LeakListener = (report: LeakReport) => void;

/**
 * The detector of this realm (one JavaScript global: a process, a worker, a sandbox of a test runner).
 *
 * All copies of this package in a realm share the first one's. It knows scopes and trackers, but neither what a resource
 * is nor who judges it. None of its methods throws but those that set a level or a number.
 */
export interface LeakDetector {
  readonly protocolVersion: number;
  readonly level: LeakLevel;
  /**
   * Sets the level for resources created from now on.
   *
   * @throws LeakLevelError when `level` is none.
   */
  setLevel(level: LeakLevel): void;
  /** How many data accesses of one resource are recorded with their stacks before back-off (Netty's `targetRecords`). */
  readonly targetRecords: number;
  /** @throws RangeError when `count` is not a whole number from 0. */
  setTargetRecords(count: number): void;
  /** At `simple` and `advanced`, one resource in this many is tracked (Netty's `samplingInterval`). */
  readonly samplingInterval: number;
  /** @throws RangeError when `count` is not a whole number from 1. */
  setSamplingInterval(count: number): void;
  /** How many frames of a stack are kept, before those of libraries are cut; of a data access, at most 12. Default: 13. */
  readonly stackDepth: number;
  /** @throws RangeError when `count` is not a whole number from 1. */
  setStackDepth(count: number): void;
  /**
   * What is remembered of resources created from now on: `'full'`, the default, is what the level says; `'presence'` only
   * that they are open, and who created them. Of those the first thousand in a scope are known, of later ones ever fewer.
   */
  setRecords(records: 'full' | 'presence'): void;
  /**
   * Starts to track `resource`, which has just been created; `summary` says what it is, and is only asked when it is
   * tracked. Borrows it: only a weak reference is kept. Returns nothing where the level or the sample leaves it out, or
   * where it belongs to no scope. Without a placement policy, what no open scope answers for belongs to the process.
   */
  track<T extends object>(resource: T, type: ResourceType<T>, summary: Summary<T>): LeakTracker<T> | undefined;
  /** Whether the next resource is to be tracked, by level and sample: the first half of `track`. Each call draws anew. */
  isDue(): boolean;
  /**
   * The second half of `track`, without asking `isDue`: for whoever makes what is not tracked in a cheaper way. The fewer
   * calls lie between the program and this one, the cheaper is the stack.
   */
  trackDue<T extends object>(resource: T, type: ResourceType<T>, summary: Summary<T>): LeakTracker<T> | undefined;
  /** The tracker of a resource, or of what a handle is a handle on; none where it is not tracked. Borrows it. */
  trackerOf(resource: object): LeakTracker | undefined;
  /** Calls `fn`; what it and everything asynchronous started by it opens is not tracked. Returns what `fn` returns. */
  untracked<R>(fn: () => R): R;
  /** Holds the level at paranoid until the function it returns is called, once; several holds may overlap. */
  trackEverything(): () => void;
  /**
   * Calls `listener` with a report of each resource that the garbage collector took before it was released; returns the way
   * to stop that. While there is a listener, no warnings are printed. Only without a placement policy: tests are judged by
   * their scopes. An error of the listener's is warned of, and goes nowhere else.
   */
  addLeakListener(listener: LeakListener): () => void;
  /** Calls `inspection` for every scope that is about to be judged. */
  addInspection(inspection: Inspection): void;
  /** Has everybody who added an inspection look, and returns all misuse that `scope` answers for. */
  inspect(scope: LeakScope): readonly MisuseReport[];
  /**
   * Puts down what was done with a resource after it was given back. Its scope answers for it or, where that is judged already,
   * the scope of the code that has found it; where nobody does, it is warned of.
   */
  reportMisuse(tracker: LeakTracker, misuse: Misuse): void;
  /**
   * To be called before a collection is forced in the middle of a job: lets go of what trackers still hold of resources that
   * nobody else has, those of the running code's scopes and those outside of tests.
   */
  prepareForCollection(): void;
  /** A new scope; it gets what is opened in its `run` until its `close`. */
  openScope(name: string, kind: string, options?: ScopeOptions): LeakScope;
  /** The scope and phase of the code that is running. */
  readonly position: ScopePosition | undefined;
  /** Where a resource would belong that is opened now. */
  readonly placement: Placement | undefined;
  /** Replaces the rule by which resources find their scope; `undefined` brings back the async context's own. */
  setPlacementPolicy(policy: PlacementPolicy | undefined): void;
  /** Cuts the frames of the package that `moduleUrl` (an `import.meta.url`) lies in from every report. */
  hideFramesOf(moduleUrl: string): void;
  /** Packages whose frames are cut, as folders that end in a slash. */
  readonly hiddenFolders: ReadonlySet<string>;
}

const DEFAULT_LEVEL: LeakLevel = 'simple';

const DEFAULT_TARGET_RECORDS = 4;

/** Frames kept of most creations in a scope without end: those of the allocator, and three or four of the program's. */
const SHORT_FRAMES = 8;

/** The detector that everything in this realm shares. */
export const leakDetector: LeakDetector = sharedInstance(() => createLeakDetector());

/**
 * A detector of its own, which tracks only what it is told of itself: for trying code that works with a detector.
 *
 * @param random - numbers from 0 up to 1 that decide who is sampled and which records are kept.
 */
export function createLeakDetector(random: () => number = Math.random): LeakDetector {
  const context = createAsyncContext<ContextValue>();
  const hiddenFolders = new Set([packageFolder(import.meta.url)].filter((folder) => folder !== undefined));
  const targetRecords = countSetting('targetRecords', 'TARGET_RECORDS', 0, DEFAULT_TARGET_RECORDS);
  const samplingInterval = countSetting('samplingInterval', 'SAMPLING_INTERVAL', 1, SAMPLING_INTERVAL);
  const stackDepth = countSetting('stackDepth', 'STACK_DEPTH', 1, CAPTURED_FRAMES);
  // Read when it is first asked for, as these are.
  let level: LeakLevel | undefined;
  /** Of the level: every creation asks, and V8 compares names more slowly. Found out again after every change. */
  let ordinal: number | undefined;
  let records: 'full' | 'presence' = 'full';
  let policy: PlacementPolicy = contextOnly;
  let numbered = 0;
  let holds = 0;
  const trackers = new WeakMap<object, LeakTracker>();

  const currentLevel = (): LeakLevel => {
    level ??= levelFromEnvironment(DEFAULT_LEVEL);
    return holds > 0 ? 'paranoid' : level;
  };

  const currentPlacement = (): Placement | undefined => {
    const value = context.current();
    return value === 'untracked' ? undefined : policy(value);
  };

  const ofProcess = { scope: new LeakScope('this process', 'process', context, { isEndless: true }) };
  const listeners = new Set<LeakListener>();
  const inspections = new Set<Inspection>();
  const warnings = new LeakWarnings(warningPlatform);
  const troubles = new WeakSet<object>();

  /** Says once what went wrong in `culprit`, for somebody who must not hear of it by an error. */
  const tellOnce = (culprit: object, what: string, error: unknown): void => {
    if (!troubles.has(culprit)) {
      troubles.add(culprit);
      warningPlatform.emit(`${what}: ${textOfError(error)}`);
    }
  };

  const dropped = new DroppedLeaks(ofProcess.scope, (report) => {
    if (listeners.size === 0) {
      warnings.add(report, currentLevel());
    }
    for (const listener of listeners) {
      try {
        listener(report);
      } catch (error) {
        tellOnce(listener, 'A listener for leaks threw', error);
      }
    }
  });

  const settingsWith = (watching?: DroppedLeaks): DetectorSettings => ({
    get targetRecords() {
      return targetRecords.value();
    },
    get stackDepth() {
      return stackDepth.value();
    },
    hiddenFolders,
    random,
    nextId() {
      numbered += 1;
      return numbered;
    },
    placeOutside({ scope, phase }) {
      const here = context.current();
      if (here === undefined || here === 'untracked' || (here.scope === scope && here.phase?.name === phase)) {
        return undefined;
      }
      return `in ${here.phase?.name ?? here.scope.name}`;
    },
    captured: watching && ((tracker) => watching.watch(tracker)),
    forgotten: watching && ((tracker) => watching.forget(tracker)),
  });
  const settings = settingsWith();
  const watchedSettings = settingsWith(dropped);

  /** Where what is opened now belongs, tests or not. */
  const placementOfNew = (): Placement | undefined => {
    const here = context.current();
    return here === 'untracked' ? undefined : (policy(here) ?? (policy === contextOnly ? ofProcess : undefined));
  };

  /** How many frames of a creating stack are captured; 0: none. A scope that is judged gets all: its verdicts go by them. */
  const framesOfCreation = ({ budget, isEndless }: LeakScope): number => {
    const depth = stackDepth.value();
    if ((records === 'full' && !isEndless) || budget.allows(random)) {
      return depth;
    }
    return records === 'presence' ? 0 : Math.min(SHORT_FRAMES, depth);
  };

  const open = <T extends object>(
    resource: T,
    type: ResourceType<T>,
    summary: Summary<T>,
    placement: Placement,
    created: CallStack,
  ): LeakTracker<T> => {
    const isWatched = policy === contextOnly;
    const remembers = records === 'presence' ? records : currentLevel() === 'simple' ? 'creation' : 'everything';
    const ours = isWatched ? watchedSettings : settings;
    const tracker = new LeakTracker(resource, type, summary, placement, ours, remembers, created);
    // What tells its tracker by itself is spared the entry: a weak map costs every collection.
    if (!(LEAK_TRACKER in resource)) {
      trackers.set(resource, tracker);
    }
    placement.scope.adopt(tracker);
    if (isWatched) {
      dropped.watch(tracker);
    }
    return tracker;
  };

  const isDue = (): boolean => {
    ordinal ??= LEAK_LEVELS.indexOf(currentLevel());
    return ordinal !== DISABLED && (ordinal === PARANOID || random() * samplingInterval.value() < 1);
  };

  const trackDue = <T extends object>(
    resource: T,
    type: ResourceType<T>,
    summary: Summary<T>,
  ): LeakTracker<T> | undefined => {
    try {
      const placement = placementOfNew();
      if (placement === undefined) {
        return undefined;
      }
      const frames = framesOfCreation(placement.scope);
      let captured: Error | undefined;
      if (frames > 0) {
        // As `CallStack.capture` does, but here: every frame between the program and V8 costs as much as one of its own.
        const limit = currentLimit();
        try {
          limitFrames(frames);
          captured = new NativeError();
        } catch {
          // Out of memory or of stack.
        } finally {
          limitFrames(limit);
        }
      }
      return open(resource, type, summary, placement, captured === undefined ? NO_STACK : new CallStack(captured));
    } catch (error) {
      tellOnce(type, `A ${type.name} could not be tracked`, error);
      return undefined;
    }
  };

  const detector: LeakDetector = {
    protocolVersion: PROTOCOL_VERSION,
    get level() {
      return currentLevel();
    },
    setLevel(wanted) {
      if (!LEAK_LEVELS.includes(wanted)) {
        throw new LeakLevelError(String(wanted), LEAK_LEVELS);
      }
      level = wanted;
      ordinal = undefined;
    },
    get targetRecords() {
      return targetRecords.value();
    },
    setTargetRecords: targetRecords.set,
    get samplingInterval() {
      return samplingInterval.value();
    },
    setSamplingInterval: samplingInterval.set,
    get stackDepth() {
      return stackDepth.value();
    },
    setStackDepth: stackDepth.set,
    setRecords(wanted) {
      records = wanted;
    },
    track: (resource, type, summary) => (isDue() ? trackDue(resource, type, summary) : undefined),
    isDue,
    trackDue,
    trackerOf: (resource: object & Partial<TrackedHandle>) => resource[LEAK_TRACKER] ?? trackers.get(resource),
    untracked: (fn) => context.run('untracked', fn),
    trackEverything() {
      holds += 1;
      ordinal = undefined;
      return () => {
        holds -= 1;
        ordinal = undefined;
      };
    },
    addLeakListener(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    addInspection(inspection) {
      inspections.add(inspection);
    },
    inspect(scope) {
      for (const inspection of inspections) {
        try {
          inspection(scope);
        } catch (error) {
          tellOnce(inspection, 'An inspection threw', error);
        }
      }
      return scope.misuses;
    },
    reportMisuse(tracker, misuse) {
      const report = toMisuseReport(tracker, misuse);
      const { scope } = tracker;
      const judged = scope.state === 'open' ? scope : (currentPlacement()?.scope ?? scope.outermost);
      if (judged.state === 'open' && judged !== ofProcess.scope) {
        judged.blame(report);
      } else {
        warnings.addMisuse(report);
      }
    },
    prepareForCollection() {
      dropped.prepareForCollection();
      for (let scope = currentPlacement()?.scope; scope !== undefined; scope = scope.parent) {
        scope.prepareForCollection();
      }
    },
    openScope: (name, kind, options) => new LeakScope(name, kind, context, options),
    get position() {
      const value = context.current();
      return value === 'untracked' ? undefined : value;
    },
    get placement() {
      return currentPlacement();
    },
    setPlacementPolicy(wanted) {
      policy = wanted ?? contextOnly;
    },
    hideFramesOf(moduleUrl) {
      const folder = packageFolder(moduleUrl);
      if (folder !== undefined) {
        hiddenFolders.add(folder);
      }
    },
    hiddenFolders,
  };
  // V8 keeps an object with accessors of its own as a dictionary, and is five times as fast with what inherits them.
  return Object.create(Object.freeze(detector));
}

function contextOnly(position: ScopePosition | undefined): Placement | undefined {
  return position?.scope.state === 'open' ? position : undefined;
}
