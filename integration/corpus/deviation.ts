import type { CorpusCase, Step } from './corpus-case.ts';
import type { Difference } from './difference.ts';
import type { NamedObjects } from './named-objects.ts';
import type { Outcome } from './netty-call.ts';

/** A step in its case, before it is performed. */
export interface StepInCase {
  readonly corpusCase: CorpusCase;
  readonly step: Step;
  /** The objects, with what was recorded of them before the step. */
  readonly before: NamedObjects;
}

/** A step that has been performed. */
export interface PerformedStep extends StepInCase {
  readonly outcome: Outcome;
  /** The objects, with what was recorded of them until after the step. */
  readonly after: NamedObjects;
}

/** A rule by which we differ from the recorded Netty, and which steps it covers. */
export interface Deviation {
  readonly name: string;
  /** What Netty does, and what we do. */
  readonly rule: string;
  readonly reason: string;
  /** Whether the call is not made at all, since it would change what later steps are compared by. */
  readonly withholds?: (step: StepInCase) => boolean;
  /** Whether this difference is the rule's. */
  readonly covers?: (difference: Difference, step: PerformedStep) => boolean;
  /**
   * How the case goes on after a covered difference: as it is (by default), after our buffers were brought to where
   * Netty's are, without what the step has made and all that needs it, or not at all.
   */
  readonly afterwards?: ((step: PerformedStep) => void) | 'without what was made' | 'not comparable';
}
