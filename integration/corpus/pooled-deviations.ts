// What follows from Netty's pool: counts of their own for some views, and memory in size classes.

import { type BufferState, namesIn, type Step } from './corpus-case.ts';
import type { Deviation, PerformedStep, StepInCase } from './deviation.ts';
import type { Difference } from './difference.ts';
import type { NamedObjects } from './named-objects.ts';
import { countsOnMemoryOf, sharedCount } from './own-counts.ts';
import { isSameClass, shortName } from './thrown-error.ts';

const RELEASING = /^(?:release|ReferenceCountUtil\.(?:safeR|r)elease)$/;

const COUNTING = /^refCnt: \d+, (\w+: \d+)/;

/** The rules by which we differ where the recorded buffers came from a pool. */
export const POOLED_DEVIATIONS: readonly Deviation[] = [
  {
    name: 'own count',
    rule: "a pooled buffer's retained views count for themselves in Netty; here all views share one count",
    reason:
      'Balance is the same, and one memory that is forgotten is one leak. The sum is compared, not waved through.',
    covers: (difference, step) => hasOwnCounts(step.after, nameOf(difference, step)) && isByOwnCount(difference, step),
  },
  {
    name: 'own count is used up',
    rule: 'Netty refuses a call since the own count of a view is too low; the shared one would let it pass',
    reason: 'The call is not made: its references belong to other views of the memory.',
    withholds: isRefusedByOwnCount,
  },
  {
    name: 'own count is used up, in a list',
    rule: 'as above, for one of several buffers that become components',
    reason: 'Some have become components before that, others not.',
    withholds: ({ step, before }) =>
      isRefused(step) &&
      step.args
        .filter(Array.isArray)
        .flatMap(namesIn)
        .some((name) => isUsedUp(name, before)),
    afterwards: 'not comparable',
  },
  {
    name: 'retained slice of a pooled duplicate',
    rule: 'retainedSlice() takes as many bytes in Netty as the capacity has, and fails where those behind the reader index are fewer; here it takes the readable ones',
    reason: "A defect of Netty's. The call is not made.",
    withholds: ({ step: { op, target, args, error }, before }) =>
      op === 'retainedSlice' &&
      args.length === 0 &&
      shortName(error?.class ?? '') === 'IndexOutOfBoundsException' &&
      before.find(target ?? '')?.nettyClass === 'PooledNonRetainedDuplicateByteBuf',
  },
  {
    name: 'leftovers',
    rule: 'new pooled memory still has the bytes of its last use, which need not be the same in Netty and here',
    reason:
      'Neither zeroes it, and which block is next is up to the pool. The buffer is given the bytes that Netty says.',
    covers: ({ field, name }, { step, after }) => field === 'hex' && step.as?.[0] === name && isPooled(after, name),
    afterwards: ({ step: { as: [name = ''] = [], others = {} }, after }) => {
      const buffer = after.get(name).object;
      Reflect.apply(Reflect.get(buffer, 'setBytes'), buffer, [0, Buffer.from(String(others[name]?.hex), 'hex')]);
    },
  },
  {
    name: 'freed under a view',
    rule: 'a view with a count of its own outlives its released memory in Netty, though it can only crash; here it ends',
    reason: 'The call is not made, and the counts of that memory are not compared any more.',
    withholds: ({ step, before }) => namesOf(step).some((name) => isFreedUnderViews(before, name)),
    covers: ({ field, name, actual }, { after }) =>
      (/^refCnt$|Index$/.test(field) || (field === 'capacity' && actual === 0)) && isFreedUnderViews(after, name),
  },
  {
    name: 'size classes',
    rule: 'pooled memory grows to the end of its size class at no cost; Netty 4.1.48 has fewer classes',
    reason:
      'Eight for each doubling waste less than its powers of two. The buffer is given the capacity that Netty says.',
    covers: (difference, step) => isPooled(step.before, step.step.target) && isBySizeClass(difference, step),
    afterwards: ({ step: { target, state }, after }) => {
      const object = after.find(target ?? '')?.object;
      if (object !== undefined && state !== undefined && state.refCnt !== 0) {
        Reflect.set(object, 'capacity', state.capacity);
      }
    },
  },
];

/** The buffer whose count a step is about. */
function subjectOf({ target, args }: Step): string | undefined {
  const [first] = args;
  return target ?? (typeof first === 'object' && first !== null && 'ref' in first ? first.ref : undefined);
}

/** Every buffer that a step uses. */
function namesOf({ target, args }: Step): string[] {
  return [target ?? '', ...args.flatMap(namesIn)];
}

function nameOf({ name }: Difference, { step }: StepInCase): string | undefined {
  return name ?? subjectOf(step);
}

function hasOwnCounts(objects: NamedObjects, name: string | undefined): name is string {
  return name !== undefined && objects.find(name) !== undefined && countsOnMemoryOf(name, objects).length > 1;
}

function isByOwnCount({ field, name, expected, actual }: Difference, { step, before, after }: PerformedStep): boolean {
  const subject = name ?? subjectOf(step) ?? '';
  const shared = sharedCount(subject, after);
  const own = after.get(after.get(subject).count).refCnt;
  if (field === 'refCnt') {
    return expected === own && actual === shared;
  }
  if (field === 'result' && RELEASING.test(step.op)) {
    return expected === (own === 0) && actual === (shared === 0);
  }
  if (field === 'result' && step.op === 'toString') {
    return String(step.result).endsWith('(freed)') && shared > 0;
  }
  if (field === 'result') {
    return /refCnt$/.test(step.op) && expected === own && actual === shared;
  }
  const [, change] = COUNTING.exec(step.error?.message ?? '') ?? [];
  return (
    change !== undefined &&
    isReferenceCountError(step, actual) &&
    actual.message.startsWith(`refCnt: ${sharedCount(subject, before)}, ${change}.`)
  );
}

function isRefusedByOwnCount({ step, before }: StepInCase): boolean {
  const subject = subjectOf(step);
  if (!isRefused(step) && step.op !== 'ReferenceCountUtil.safeRelease') {
    return false;
  }
  if (
    step.args
      .filter((arg) => !Array.isArray(arg))
      .flatMap(namesIn)
      .some((name) => isUsedUp(name, before))
  ) {
    return true;
  }
  // Netty also refuses the last reference of a view whose source has none left.
  const decrement = RELEASING.test(step.op) ? Number(step.args.find((arg) => typeof arg === 'number') ?? 1) : 1;
  return (
    hasOwnCounts(before, subject) &&
    Number(before.find(subject)?.refCnt) < decrement + (isRefused(step) ? 1 : 0) &&
    sharedCount(subject, before) >= decrement
  );
}

function isRefused({ error }: Step): boolean {
  return shortName(error?.class ?? '') === 'IllegalReferenceCountException';
}

/** Whether Netty takes a view for released whose memory still has references. */
function isUsedUp(name: string, before: NamedObjects): boolean {
  return hasOwnCounts(before, name) && before.find(name)?.refCnt === 0 && sharedCount(name, before) > 0;
}

/** Whether the memory's own count is 0 in Netty while that of a view is not, or was not, so that ours was left alone. */
function isFreedUnderViews(objects: NamedObjects, name: string | undefined): boolean {
  if (!hasOwnCounts(objects, name)) {
    return false;
  }
  const [memory, ...views] = countsOnMemoryOf(name, objects);
  const counts = [...views.map(({ refCnt }) => refCnt), Reflect.get(objects.get(name).object, 'refCnt')];
  return memory?.refCnt === 0 && counts.some((count) => count !== 0);
}

function isBySizeClass({ field, name, expected, actual }: Difference, { step, before }: PerformedStep): boolean {
  if (field === 'result') {
    return step.op === 'maxFastWritableBytes' && Number(expected) !== Number(actual);
  }
  if (!/^(?:capacity|hex|crc32)$/.test(field) || name !== step.target) {
    return false;
  }
  return (
    /^(?:write|ensureWritable)/.test(step.op) &&
    isGrowth(before.find(name)?.state, step.state) &&
    (field !== 'hex' || isSameWithMoreRoom(String(expected), String(actual)))
  );
}

/** Whether one of two contents is the other with zeros behind it. */
function isSameWithMoreRoom(one: string, other: string): boolean {
  const length = Math.max(one.length, other.length);
  return one.padEnd(length, '0') === other.padEnd(length, '0');
}

function isGrowth(before: BufferState | undefined, after: BufferState | undefined): boolean {
  return before === undefined || Number(before.capacity) < Number(after?.capacity);
}

function isPooled(objects: NamedObjects, name: string | null | undefined): boolean {
  return /^Pooled/.test(objects.rootOf(name ?? '')?.nettyClass ?? '');
}

function isReferenceCountError(step: Step, actual: unknown): actual is Error {
  return step.error !== undefined && actual instanceof Error && isSameClass(step.error, actual);
}
