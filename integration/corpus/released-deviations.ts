// What Netty does with memory that is released, read-only or empty: which of several reasons it gives, if any.

import { isUnreadable, namesIn, type Step } from './corpus-case.ts';
import type { Deviation, PerformedStep } from './deviation.ts';
import type { Difference } from './difference.ts';
import type { NamedObjects } from './named-objects.ts';
import { isOutOfBounds, isReadOnly, isReferenceCount, shortName } from './thrown-error.ts';

const DERIVING =
  /^(?:slice|retainedSlice|read(?:Retained)?Slice|(?:retainedD|d)uplicate|order|asReadOnly|Unpooled\.(?:(?:wrappedU|u)nmodifiable|unreleasable)Buffer)$/;

const WRITING = /^(?:set|write|ensureWritable|discard|capacity)/;

/** What a view of a buffer of no bytes can be asked about itself. */
const ABOUT_THE_VIEW = /^(?:isDirect|isReadOnly|hasArray|ensureWritable|toString)$/;

/** Why Netty refuses what it could as well refuse for being released, or read-only. */
const OTHER_REASONS = /^(?:ReadOnlyBuffer|(?:String|Array)?IndexOutOfBounds|UnsupportedOperation)Exception$/;

/** What passes on released memory if there is nothing to do. */
const TOUCHING_NOTHING =
  /^(?:discard(?:Some)?ReadBytes|(?:set|write)Zero|ensureWritable|equals|toString|(?:get|read)CharSequence|(?:read|write)Bytes)$/;

/** The rules by which we differ on buffers that allow less than others. */
export const RELEASED_DEVIATIONS: readonly Deviation[] = [
  {
    name: 'released',
    rule: 'Netty lets calls pass on released memory that touch none of it, and refuses others for other reasons; here it is refused for being released',
    reason: 'It is the reason, and tells who released it.',
    covers: ({ field, actual }, performed) =>
      field === 'error' &&
      isReferenceCount(actual) &&
      isOfReleased(performed) &&
      (isOtherReason(performed.step) || touchesNothing(performed)),
  },
  {
    name: 'view of released memory',
    rule: 'Netty gives some views of released memory and refuses others; here it is others',
    reason: 'All that can be done with such a view is to be refused later.',
    covers: ({ field, actual }, performed) =>
      field === 'error' &&
      DERIVING.test(performed.step.op) &&
      isOfReleased(performed) &&
      (performed.step.error === undefined || isOtherReason(performed.step)) &&
      (!(actual instanceof Error) || isReferenceCount(actual) || isOutOfBounds(actual)),
  },
  {
    name: 'read-only',
    rule: 'what can only be read, and is full as well, is refused for either reason in Netty; here mostly for the first, however little is to be written',
    reason: 'Which reason comes first depends on the class of the view there.',
    covers: ({ field, actual }, performed) =>
      field === 'error' &&
      WRITING.test(performed.step.op) &&
      isReadOnlyView(performed) &&
      (isReadOnly(actual) || isReferenceCount(actual) || isOutOfBounds(actual)) &&
      (isOtherReason(performed.step) || isOfCount(performed.step) || touchesNothing(performed)),
  },
  {
    name: 'already so',
    rule: 'Netty wraps anew what is read-only or unreleasable already; here it is given back itself',
    reason: 'There is nothing to add. The replay goes on with a duplicate, which has indices of its own.',
    covers: ({ field, actual }, { step }) =>
      field === 'result' && DERIVING.test(step.op) && sourcesOf(step).includes(nameIn(actual)),
    afterwards: ({ step: { as: [name = ''] = [] }, after }) => {
      const { object, nettyClass, refCnt } = after.get(name);
      if (nettyClass === 'ReadOnlyByteBuf' && refCnt !== 0) {
        after.bind(name, Reflect.apply(Reflect.get(object, 'duplicate'), object, []), nettyClass);
      }
    },
  },
  {
    name: 'empty buffer',
    rule: 'EMPTY_BUFFER refuses in words of its own in Netty, and views of it are new; here it is a buffer of no bytes, and its own view',
    reason: 'There is nothing to see through a view of it, and nobody has to release it.',
    covers: isOfEmptyBuffer,
  },
  {
    name: 'which buffer is unwrapped',
    rule: 'unwrap() gives the next of several wrappers in Netty, and may make it; here the buffer that the memory was made with',
    reason: 'Views are handles on the memory, not on each other.',
    covers: ({ field, name }, { step }) =>
      step.op === 'unwrap' && (name === undefined ? field === 'result' : (step.as ?? []).includes(name)),
    afterwards: 'without what was made',
  },
];

function sourcesOf({ target, args }: Step): string[] {
  return [target ?? '', ...args.flatMap(namesIn)];
}

/** Whether a buffer of the step was released in Netty, or is made of one that was. */
function isOfReleased({ step, before }: PerformedStep): boolean {
  return (
    isUnreadable(step.state?.hex ?? step.state?.crc32) ||
    isOfNoMemory(step) ||
    sourcesOf(step).some((name) => before.isReleased(name))
  );
}

function isOtherReason({ op, error }: Step): boolean {
  // A view that is retained may be refused for that.
  const isOfRetaining = /[rR]etained/.test(op) && error?.message === 'refCnt: 0, increment: 1';
  return isOfRetaining || OTHER_REASONS.test(shortName(error?.class ?? ''));
}

function isOfCount({ error }: Step): boolean {
  return shortName(error?.class ?? '') === 'IllegalReferenceCountException';
}

/** Whether it passes, and there was nothing to do. */
function touchesNothing({ step: { op, target, args, result, error, state }, before }: PerformedStep): boolean {
  const was = before.find(target ?? '')?.state;
  const isSame =
    result === true ||
    result === '' ||
    (op === 'ensureWritable' && result === 1) ||
    /^discard/.test(op) ||
    args[0] === 0 ||
    args.at(-1) === 0;
  const copiesNothing = was?.readerIndex === state?.readerIndex && was?.writerIndex === state?.writerIndex;
  return error === undefined && TOUCHING_NOTHING.test(op) && (isSame || (/Bytes$/.test(op) && copiesNothing));
}

/** Whether Netty found no memory at all where there should be some: a component's that was released. */
function isOfNoMemory({ error }: Step): boolean {
  return /^\w+: 0, length: [1-9]\d* \(expected: range\(0, 0\)\)$/.test(error?.message ?? '');
}

/** The name in one of our results, as a recording would have it. */
function nameIn(value: unknown): string {
  return typeof value === 'object' && value !== null && 'ref' in value ? String(value.ref) : '';
}

function isReadOnlyView({ step: { target }, after }: PerformedStep): boolean {
  const buffer = after.find(target ?? '')?.object;
  return buffer !== undefined && Reflect.apply(Reflect.get(buffer, 'isReadOnly'), buffer, []) === true;
}

/** Whether a call on an empty buffer, or on what Netty has for a view of it, is refused or gives a new view. */
function isOfEmptyBuffer({ field, actual }: Difference, { step, after }: PerformedStep): boolean {
  if (!sourcesOf(step).some((name) => isEmptyBuffer(name, after))) {
    return false;
  }
  return field === 'error'
    ? step.error !== undefined
    : field === 'result' && (nameIn(actual) !== '' || ABOUT_THE_VIEW.test(step.op));
}

/** Whether it is the buffer that nobody releases, in either byte order, or a view of it. */
function isEmptyBuffer(name: string, objects: NamedObjects): boolean {
  const named = objects.find(name);
  const memory = named === undefined ? [] : objects.onMemoryOf(named.object);
  const empty = objects.get('EMPTY_BUFFER').object;
  return memory.some(({ object, nettyClass }) => object === empty || nettyClass === 'EmptyByteBuf');
}
