// What Netty's composite buffers do that ours do not: mostly its own defects.

import { type BufferState, namesIn } from './corpus-case.ts';
import type { Deviation, PerformedStep } from './deviation.ts';
import type { Difference } from './difference.ts';
import type { NamedObject, NamedObjects } from './named-objects.ts';
import { isOutOfBounds, shortName } from './thrown-error.ts';

const INDEX = /^(?:reader|writer)Index$/;

/** What Netty says of such a buffer, in a message or all alone. */
const FIXED_COMPOSITE = /FixedCompositeByteBuf\(([^()]+)\)$/;

/** Questions that are answered from the indices. */
const TELLS_INDICES =
  /^(?:readerIndex|writerIndex|(?:max)?[wW]ritableBytes|readableBytes|is(?:Read|Writ)able|toString)$/;

const COMPOSITE = /Composite/;

/** What gives components back, one by one: also what makes one of several. */
const GIVING_BACK =
  /^(?:release|ReferenceCountUtil\.(?:safeR|r)elease|removeComponents?|discard\w+|consolidate|capacity|addComponents?)$/;

/** The rules by which we differ on buffers that are made of others. */
export const COMPOSITE_DEVIATIONS: readonly Deviation[] = [
  {
    name: 'the component after the last',
    rule: 'Netty lets the index numComponents() pass its check and throws NullPointerException; here it is out of bounds',
    reason: "A defect of Netty's.",
    covers: ({ field, actual }, { step: { op, target, args, error }, before }) =>
      field === 'error' &&
      /^(?:component|removeComponent|toByteIndex)$/.test(op) &&
      args[0] === numComponents(before.find(target ?? '')?.state) &&
      shortName(error?.class ?? '') === 'NullPointerException' &&
      isOutOfBounds(actual),
  },
  {
    name: 'indices after removal',
    rule: 'Netty leaves indices beyond the capacity where components are removed; here they move to the capacity',
    reason: "A defect of Netty's: what is read or written there fails in a manner of its own.",
    covers: (difference, step) => isOfIndicesBeyond(difference, step),
    afterwards: ({ step: { target }, after }) => {
      const { object, state } = after.get(target ?? '');
      const indices = [clamped(state?.readerIndex, state), clamped(state?.writerIndex, state)];
      Reflect.apply(Reflect.get(object, 'setIndex'), object, indices);
    },
  },
  {
    name: 'writing behind the capacity',
    rule: 'as above, where something is written at such an index: Netty leaves a gap, ours goes on at the capacity',
    reason: "A defect of Netty's. The bytes lie elsewhere from then on.",
    covers: ({ field, name }, { step, before }) =>
      /^(?:hex|crc32|offsets|capacity)$/.test(field) &&
      name === step.target &&
      /^(?:write|ensureWritable|capacity|discard)/.test(step.op) &&
      isBeyondCapacity(before, step.target ?? undefined),
    afterwards: 'not comparable',
  },
  {
    name: 'wrong place for components',
    rule: 'addComponents(ByteBuf...) releases nothing in Netty at a wrong index or on a released composite; here, as in all other forms, everything',
    reason: "A defect of Netty's. The call is not made: the buffers are used later.",
    withholds: ({ step: { op, target, args, error }, before }) =>
      op === 'addComponents' &&
      Array.isArray(args.at(-1)) &&
      (shortName(error?.class ?? '') === 'IndexOutOfBoundsException'
        ? typeof args[0] === 'number'
        : error !== undefined && isReleased(before, target ?? '')),
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
        .findIndex((name) => isReleased(before, name)) > 0,
    afterwards: releaseAsRecorded,
  },
  {
    name: 'released components',
    rule: 'Netty makes unmodifiable composites of released buffers, to be refused later; here they are refused at once',
    reason: 'As they are by all other composites. The call is not made: it would release what is used later.',
    withholds: ({ step: { op, args }, before }) =>
      /^Unpooled\.(?:wrappedU|u)nmodifiableBuffer$/.test(op) &&
      args
        .filter(Array.isArray)
        .flatMap(namesIn)
        .some((name) => isReleased(before, name)),
  },
  {
    name: 'a component that is released already',
    rule: 'giving components back stops in Netty at one that was released already; here the others are given back too',
    reason: "A defect of Netty's: it loses the others. They are not compared any more.",
    covers: ({ name }, { step: { op, target, args, error }, after }) =>
      name !== undefined &&
      GIVING_BACK.test(op) &&
      error?.message === 'refCnt: 0, decrement: 1' &&
      COMPOSITE.test(after.find(target ?? namesIn(args[0])[0] ?? '')?.nettyClass ?? ''),
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
  {
    name: 'words for an unmodifiable composite',
    rule: 'toString() says FixedCompositeByteBuf in Netty; here it is a read-only view of a composite, and says so',
    reason: 'There is no class for each combination of kinds.',
    covers: ({ field, actual }, { step, after }) => {
      const words = String(field === 'error' ? step.error?.message : step.result);
      const ours = actual instanceof Error ? actual.message : String(actual);
      const [, composite = ''] = FIXED_COMPOSITE.exec(words) ?? [];
      return (
        (field === 'error' || (field === 'result' && step.op === 'toString')) &&
        after.find(step.target ?? '')?.nettyClass === 'FixedCompositeByteBuf' &&
        composite !== '' &&
        ours.includes(`unwrapped: CompositeByteBuf(${composite})`)
      );
    },
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

/** Whether it is released, in Netty as of the last step that recorded it, or here, where counts are always known. */
function isReleased(objects: NamedObjects, name: string): boolean {
  const named = objects.find(name);
  return named !== undefined && (named.refCnt === 0 || Reflect.get(named.object, 'refCnt') === 0);
}

function numComponents(state: BufferState | undefined): number {
  return Array.isArray(state?.offsets) ? state.offsets.length : Number.NaN;
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
function isOfIndicesBeyond(
  { field, name, expected, actual }: Difference,
  { step, before, after }: PerformedStep,
): boolean {
  const wasBeyond = isBeyondCapacity(before, step.target ?? undefined);
  if (INDEX.test(field)) {
    const mayBeBeyond = wasBeyond || /^removeComponents?$/.test(step.op);
    const isAtCapacity = isBeyondCapacity(after, name) && actual === clamped(expected, after.find(name ?? '')?.state);
    return name === step.target && mayBeBeyond && (isAtCapacity || (wasBeyond && Number(actual) < Number(expected)));
  }
  if (field === 'error') {
    const isRefused = shortName(step.error?.class ?? '') === 'IndexOutOfBoundsException';
    return wasBeyond && step.error !== undefined && (isOutOfBounds(actual) || isRefused || /^discard/.test(step.op));
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
