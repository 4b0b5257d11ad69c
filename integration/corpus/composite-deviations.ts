// What Netty's composite buffers do that ours do not: mostly its own defects.

import { bringToRecorded } from './bring-to-recorded.ts';
import { type BufferState, isUnreadable, namesIn } from './corpus-case.ts';
import type { Deviation, PerformedStep } from './deviation.ts';
import type { Difference } from './difference.ts';
import type { NamedObject, NamedObjects } from './named-objects.ts';
import { isOutOfBounds, shortName } from './thrown-error.ts';

/** What is recorded of a buffer, and changes where something is written. */
const WRITTEN = /^(?:hex|crc32|offsets|capacity)$/;

const MOVING_BYTES = /^(?:write|ensureWritable|capacity|discard)/;

/** Questions that are answered from the indices. */
const TELLS_INDICES =
  /^(?:readerIndex|writerIndex|(?:max(?:Fast)?)?[wW]ritableBytes|readableBytes|is(?:Read|Writ)able|toString)$/;

const COMPOSITE = /Composite/;

/** What gives components back, one by one: also what makes one of several. */
const GIVING_BACK =
  /^(?:release|ReferenceCountUtil\.(?:safeR|r)elease|removeComponents?|discard\w+|consolidate|capacity|add(?:Flattened)?Components?)$/;

/** The rules by which we differ on buffers that are made of others. */
export const COMPOSITE_DEVIATIONS: readonly Deviation[] = [
  {
    name: 'an index that passes',
    rule: 'Netty lets the index numComponents() pass its check, and in unmodifiable composites any, to fail in its own code; here it is out of bounds',
    reason: "A defect of Netty's.",
    covers: ({ field, actual }, { step: { op, target, args, error }, before }) => {
      const composite = before.find(target ?? '');
      return (
        field === 'error' &&
        isOutOfBounds(actual) &&
        (shortName(error?.class ?? '') === 'IllegalStateException'
          ? composite?.nettyClass === 'FixedCompositeByteBuf'
          : /^(?:component|removeComponent|toByteIndex)$/.test(op) &&
            args[0] === numComponents(composite?.state) &&
            shortName(error?.class ?? '') === 'NullPointerException')
      );
    },
  },
  {
    name: 'indices after removal',
    rule: 'Netty leaves indices beyond the capacity where components are removed, and a gap where something is written there; here they move to the capacity',
    reason: "A defect of Netty's: what is read or written there fails in a manner of its own.",
    covers: (difference, step) => isOfIndicesBeyond(difference, step),
    afterwards: bringToRecorded,
  },
  {
    name: 'wrong place for components',
    rule: 'addComponents(ByteBuf...) releases nothing in Netty at a wrong index or on a released composite, nor addFlattenedComponents one that has lost components; here, as in all other forms, everything',
    reason: "A defect of Netty's. The call is not made: the buffers are used later.",
    withholds: ({ step: { op, target, args, error }, before }) => {
      const isOutside = shortName(error?.class ?? '') === 'IndexOutOfBoundsException';
      return op === 'addFlattenedComponents'
        ? isOutside && isBeyondCapacity(before, namesIn(args.at(-1))[0])
        : op === 'addComponents' &&
            Array.isArray(args.at(-1)) &&
            (isOutside ? typeof args[0] === 'number' : error !== undefined && before.isReleased(target ?? ''));
    },
  },
  {
    name: 'components that stay',
    rule: 'Netty makes a composite a component of itself, and adds flattened ones to a released composite; here that is refused',
    reason: 'Nobody could ever release them. What refusing releases is not there any more to be compared.',
    withholds: ({ step: { op, target, args, error }, before }) =>
      (/^addComponents?$/.test(op) && args.flatMap(namesIn).some((name) => isOnMemoryOf(before, name, target ?? ''))) ||
      (op === 'addFlattenedComponents' && error === undefined && before.isReleased(target ?? '')),
    afterwards: 'not comparable',
  },
  {
    name: 'composite that is not made',
    rule: 'Unpooled.wrappedBuffer(ByteBuf...) loses what it has taken before a released buffer stops it; here it is released',
    reason:
      'It is a leak in Netty. The call is not made, since the buffers are used later, but what Netty releases is.',
    withholds: ({ step: { op, args, error }, before }) =>
      op === 'Unpooled.wrappedBuffer' &&
      shortName(error?.class ?? '') === 'IllegalReferenceCountException' &&
      args
        .filter(Array.isArray)
        .flatMap(namesIn)
        .findIndex((name) => before.isReleased(name)) > 0,
    afterwards: releaseAsRecorded,
  },
  {
    name: 'a component that is released already',
    rule: 'giving components back, or copying them into one, stops in Netty at one that was released already; here the others are given back too',
    reason: "A defect of Netty's: it loses the others. They are not compared any more.",
    covers: ({ field }, performed) =>
      GIVING_BACK.test(performed.step.op) && field !== 'result' && isOfSpentComponent(performed),
    afterwards: 'not comparable',
  },
  {
    name: 'backwards across components',
    rule: "Netty's forEachByteDesc shows bytes that lie outside of components that are slices; here those of the buffer",
    reason: "A defect of Netty's. What is visited is compared with the bytes that were recorded.",
    covers: ({ field, actual }, step) =>
      field === 'visited' && step.step.op === 'forEachByteDesc' && isBackwards(String(actual), step),
  },
  {
    name: 'indices of components',
    rule: "an unmodifiable composite of Netty's shows other bytes where a component has been read from; here it shows what there was to read",
    reason: "A defect of Netty's FixedCompositeByteBuf: it looks at its components' indices whenever it is read.",
    covers: ({ field, name }, { step, after }) =>
      /^(?:hex|crc32|result|error|out|visited)$/.test(field) && isOfReadComponents(name ?? step.target ?? '', after),
  },
  {
    name: 'unmodifiable, but not read-only',
    rule: 'an unmodifiable composite says in Netty that it is not read-only, and that there is room for no bytes; here it is read-only',
    reason: 'It refuses to be written all the same.',
    covers: ({ field, actual }, { step: { op, target }, after }) =>
      field === 'result' &&
      isUnmodifiableComposite(after, target ?? '') &&
      ((op === 'isReadOnly' && actual === true) || (op === 'ensureWritable' && actual === 1)),
  },
];

/** Releases what Netty has released in a call that was not made here. */
function releaseAsRecorded({ step: { refCnts, others = {} }, before }: PerformedStep): void {
  const states = Object.entries(others).map(([name, { refCnt }]) => [name, refCnt] as const);
  for (const [name, refCnt] of new Map(Object.entries(refCnts ?? Object.fromEntries(states)))) {
    const named = before.find(name);
    const released = Number(named?.refCnt) - Number(refCnt);
    if (named !== undefined && released > 0 && named.count === name) {
      Reflect.apply(Reflect.get(named.object, 'release'), named.object, [released]);
    }
  }
}

/** Whether a composite gives components back one of which was released already, or is a component twice. */
function isOfSpentComponent({ step: { op, target, args, error, state }, before, after }: PerformedStep): boolean {
  const name = target ?? namesIn(args[0])[0] ?? '';
  const composite = after.find(name);
  const wasLive = before.find(name)?.refCnt !== 0;
  const isRefused =
    wasLive &&
    error !== undefined &&
    (/^refCnt: 0(?:, decrement: 1)?$/.test(error.message ?? '') || isUnreadable(state?.hex ?? state?.crc32));
  const hidesRefusal = op === 'ReferenceCountUtil.safeRelease';
  const isSpent = composite?.parts.some(({ object }) => before.isReleased(before.nameOf(object) ?? ''));
  return COMPOSITE.test(composite?.nettyClass ?? '') && (isRefused || (hidesRefusal && isSpent === true));
}

function numComponents(state: BufferState | undefined): number {
  return Array.isArray(state?.offsets) ? state.offsets.length : Number.NaN;
}

function isOnMemoryOf(objects: NamedObjects, name: string, other: string): boolean {
  const named = objects.find(name);
  return named !== undefined && objects.onMemoryOf(objects.get(other).object).includes(named);
}

function isBeyondCapacity(objects: NamedObjects, name: string | undefined): boolean {
  const state = objects.find(name ?? '')?.state;
  return Number(state?.writerIndex) > Number(state?.capacity);
}

function clamped(index: unknown, state: BufferState | undefined): number {
  return Math.min(Number(index), Number(state?.capacity));
}

/** Whether what `name` shows comes out of such a composite, where it lies or copied. */
function isOfReadComponents(name: string, objects: NamedObjects, seen: ReadonlySet<NamedObject> = new Set()): boolean {
  const named = objects.find(name);
  if (named === undefined || seen.has(named)) {
    return false;
  }
  const memory = objects.onMemoryOf(named.object);
  const origins = memory.flatMap(({ parts }) => parts).map(({ object }) => objects.nameOf(object) ?? '');
  return (
    memory.some(({ nettyClass, parts }) => nettyClass === 'FixedCompositeByteBuf' && parts.some(hasBeenReadFrom)) ||
    origins.some((origin) => isOfReadComponents(origin, objects, new Set([...seen, ...memory])))
  );
}

/** Whether Netty's buffer, or the one that it is a view of, is an unmodifiable composite. */
function isUnmodifiableComposite(objects: NamedObjects, name: string): boolean {
  const named = objects.find(name);
  const memory = named === undefined ? [] : objects.onMemoryOf(named.object);
  return memory.some(({ nettyClass }) => nettyClass === 'FixedCompositeByteBuf');
}

/** Whether a component had been read from when it became one, or its indices have moved since. */
function hasBeenReadFrom({ object, readerIndex, writerIndex }: NamedObject['parts'][number]): boolean {
  return (
    readerIndex !== 0 ||
    Reflect.get(object, 'readerIndex') !== readerIndex ||
    Reflect.get(object, 'writerIndex') !== writerIndex
  );
}

/** Whether an index is at the capacity that Netty has beyond it, or something differs because one was beyond before. */
function isOfIndicesBeyond({ field, name, actual }: Difference, { step, before, after }: PerformedStep): boolean {
  const subject = name === undefined || step.as?.includes(name) ? step.target : name;
  const wasBeyond = isBeyondCapacity(before, subject ?? undefined);
  if (field === 'readerIndex' || field === 'writerIndex') {
    const { nettyClass = '', state } = after.find(name ?? '') ?? {};
    // Not all cases record a composite with the step that it loses components in.
    const losesComponents = COMPOSITE.test(nettyClass) && (/^removeComponents?$/.test(step.op) || name !== step.target);
    const isClamped = Number(actual) <= clamped(state?.[field], state);
    return (
      (losesComponents && isBeyondCapacity(after, name) && isClamped) ||
      (wasBeyond && (isClamped || step.error !== undefined))
    );
  }
  if (WRITTEN.test(field)) {
    return wasBeyond && name === step.target && MOVING_BYTES.test(step.op);
  }
  if (field === 'error') {
    const isRefused = /(?:IndexOutOfBounds|NullPointer)Exception$/.test(step.error?.class ?? '');
    return wasBeyond && (isOutOfBounds(actual) || isRefused || /^discard/.test(step.op));
  }
  return wasBeyond && field === 'result' && TELLS_INDICES.test(step.op);
}

/** Whether `visited` are the buffer's bytes from the end of the searched range on, all of them or the first ones. */
function isBackwards(visited: string, { step: { args, state } }: PerformedStep): boolean {
  if (state === undefined || typeof state.hex !== 'string') {
    return false;
  }
  const [index, length] = args.filter((arg) => typeof arg === 'number');
  const start = index ?? Number(state.readerIndex);
  const end = length === undefined ? Number(state.writerIndex) : start + length;
  const backwards = Buffer.from(state.hex, 'hex').subarray(start, end).reverse().toString('hex');
  return visited !== '' && backwards.startsWith(visited);
}
