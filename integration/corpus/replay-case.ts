import { PooledByteBufAllocator, Unpooled, UnpooledByteBufAllocator } from '@watertight/buffer';
import { type CorpusCase, namesIn, type Step } from './corpus-case.ts';
import type { Deviation, PerformedStep } from './deviation.ts';
import { compare, compareBuffers, type Difference } from './difference.ts';
import { NamedObjects } from './named-objects.ts';
import { perform } from './netty-call.ts';

/** What became of one step. */
export type StepVerdict =
  | { readonly kind: 'equal' }
  /** Every difference is covered, or the call was withheld. */
  | { readonly kind: 'deviation'; readonly deviations: ReadonlySet<Deviation> }
  /** Not replayed: it needs what a deviation has taken away. */
  | { readonly kind: 'not comparable'; readonly deviation: Deviation }
  | { readonly kind: 'unexplained'; readonly differences: readonly Difference[] }
  | { readonly kind: 'not implemented' }
  /** Not replayed: it follows a step that is unexplained or not implemented. */
  | { readonly kind: 'not reached' };

/** Calls that change bytes, or what a buffer is made of: where one is not made, what follows is not comparable. */
const CHANGES_BYTES = /^(?:set(?!Index)|write(?!rIndex)|discard|consolidate|add|remove|Unpooled\.wrappedBuffer$)/;

/** Calls that change counts, which not every kind of case records. */
const CHANGES_COUNTS = /[rR]etain|[rR]elease/;

/** Replays a case on our buffers, with a verdict for each of its steps. */
export function replayCase(corpusCase: CorpusCase, deviations: readonly Deviation[]): StepVerdict[] {
  const replay = new Replay(corpusCase, deviations);
  return corpusCase.steps.map((step) => replay.next(step));
}

class Replay {
  readonly #corpusCase: CorpusCase;
  readonly #deviations: readonly Deviation[];
  readonly #objects: NamedObjects;
  /** What the recording has made and we have not, and why. */
  readonly #lost = new Map<string, Deviation>();
  /** The verdict on all further steps, once the case cannot go on. */
  #rest: StepVerdict | undefined;

  constructor(corpusCase: CorpusCase, deviations: readonly Deviation[]) {
    this.#corpusCase = corpusCase;
    this.#deviations = deviations;
    this.#objects = initialObjects(corpusCase);
  }

  next(step: Step): StepVerdict {
    if (this.#rest !== undefined) {
      return this.#rest;
    }
    const verdict = this.#onLostObject(step) ?? this.#tryReplay(step);
    this.#rest ??= restAfter(verdict, step);
    return verdict;
  }

  /** A step that uses what a deviation has kept us from making; what it makes is lost as well. */
  #onLostObject(step: Step): StepVerdict | undefined {
    const used = [step.target ?? '', ...step.args.flatMap(namesIn)];
    const deviation = used.map((name) => this.#lost.get(name)).find((found) => found !== undefined);
    if (deviation === undefined) {
      return undefined;
    }
    this.#lose(step.as ?? [], deviation);
    const verdict: StepVerdict = { kind: 'not comparable', deviation };
    if (this.#changesOthers(step)) {
      this.#rest = verdict;
    }
    return verdict;
  }

  /** Whether a step that was not made leaves buffers that we have otherwise than Netty's. */
  #changesOthers({ op, args, error, refCnts }: Step): boolean {
    const counts = Object.entries(refCnts ?? {});
    if (counts.some(([name, refCnt]) => (this.#objects.find(name)?.refCnt ?? refCnt) !== refCnt)) {
      return true;
    }
    const changesCounts = refCnts === undefined && CHANGES_COUNTS.test(op);
    // A release may have given back some references before it was refused.
    return args[0] !== 0 && (changesCounts || (error === undefined && CHANGES_BYTES.test(op)));
  }

  /** A rule that stumbles over what it has not foreseen explains nothing. */
  #tryReplay(step: Step): StepVerdict {
    try {
      return this.#replay(step);
    } catch (actual) {
      return { kind: 'unexplained', differences: [{ field: 'replay', name: '', expected: 'no error', actual }] };
    }
  }

  #replay(step: Step): StepVerdict {
    const context = { corpusCase: this.#corpusCase, step, before: this.#objects.snapshot() };
    const withholding = this.#deviations.find(({ withholds }) => withholds?.(context));
    if (withholding !== undefined) {
      this.#objects.record(step);
      this.#lose(step.as ?? [], withholding);
      return this.#withhold(withholding, { ...context, outcome: { kind: 'missing' }, after: this.#objects });
    }
    const outcome = perform(step, this.#objects);
    if (outcome.kind === 'missing') {
      return { kind: 'not implemented' };
    }
    const differences = compare(step, outcome, this.#objects);
    this.#objects.record(step);
    return differences.length === 0
      ? { kind: 'equal' }
      : this.#judge(differences, { ...context, outcome, after: this.#objects });
  }

  /** The buffers should be as if the call had been made, unless the case ends here. */
  #withhold(withholding: Deviation, performed: PerformedStep): StepVerdict {
    const deviations = new Set([withholding]);
    const failure = goOn(deviations, performed);
    if (failure !== undefined) {
      return { kind: 'unexplained', differences: [failure] };
    }
    const isOver = withholding.afterwards === 'not comparable';
    const verdict = this.#judge(isOver ? [] : compareBuffers(performed.step, this.#objects), performed);
    return verdict.kind === 'deviation'
      ? { kind: 'deviation', deviations: new Set([withholding, ...verdict.deviations]) }
      : verdict;
  }

  #judge(differences: readonly Difference[], performed: PerformedStep): StepVerdict {
    const found = differences.map((difference) =>
      this.#deviations.find(({ covers }) => covers?.(difference, performed)),
    );
    if (found.includes(undefined)) {
      return { kind: 'unexplained', differences: differences.filter((_, index) => found[index] === undefined) };
    }
    const covering = new Set(found.filter((deviation) => deviation !== undefined));
    for (const deviation of covering) {
      if (deviation.afterwards === 'without what was made') {
        for (const name of performed.step.as ?? []) {
          this.#objects.forget(name);
        }
      }
      this.#lose(performed.step.as ?? [], deviation);
    }
    const failure = goOn(covering, performed);
    return failure === undefined
      ? { kind: 'deviation', deviations: covering }
      : { kind: 'unexplained', differences: [...differences, failure] };
  }

  #lose(names: readonly string[], deviation: Deviation): void {
    for (const name of names.filter((made) => this.#objects.find(made) === undefined)) {
      this.#lost.set(name, deviation);
    }
  }
}

/** Does what has to be done before the case goes on; what keeps it from that is one more difference. */
function goOn(covering: ReadonlySet<Deviation>, performed: PerformedStep): Difference | undefined {
  try {
    for (const { afterwards } of covering) {
      if (typeof afterwards === 'function') {
        afterwards(performed);
      }
    }
    return undefined;
  } catch (actual) {
    return { field: 'afterwards', name: performed.step.target ?? '', expected: 'no error', actual };
  }
}

/** The verdict on all that follows `verdict`, where the case cannot go on. */
function restAfter(verdict: StepVerdict, { as = [] }: Step): StepVerdict | undefined {
  switch (verdict.kind) {
    case 'deviation': {
      const deviation = [...verdict.deviations].find(({ afterwards }) => afterwards === 'not comparable');
      return deviation && { kind: 'not comparable', deviation };
    }
    case 'unexplained':
      // A wrong answer that left all buffers as they should be says nothing of what follows.
      return as.length === 0 && verdict.differences.every(({ name }) => name === undefined)
        ? undefined
        : { kind: 'not reached' };
    case 'not implemented':
      return { kind: 'not reached' };
    default:
      return undefined;
  }
}

/** What has a name from the start. */
function initialObjects({ config: { alloc } }: CorpusCase): NamedObjects {
  const objects = new NamedObjects();
  const preferDirect = typeof alloc !== 'object' || alloc?.preferDirect !== false;
  const isPooled = typeof alloc === 'object' && alloc?.class === 'PooledByteBufAllocator';
  const Allocator = isPooled ? PooledByteBufAllocator : UnpooledByteBufAllocator;
  objects.bind('EMPTY_BUFFER', Unpooled.EMPTY_BUFFER, '');
  objects.bind('alloc', new Allocator({ preferDirect }), '');
  objects.bind('pool', new PooledByteBufAllocator({ preferDirect: false }), '');
  return objects;
}
