// What Netty does with memory that is released, read-only or empty: which of several reasons it gives, if any.

import { namesIn, type Step } from './corpus-case.ts';
import type { Deviation, PerformedStep } from './deviation.ts';
import type { Difference } from './difference.ts';
import type { NamedObjects } from './named-objects.ts';
import { isOutOfBounds, isReadOnly, isReferenceCount, shortName } from './thrown-error.ts';

const DERIVING =
  /^(?:slice|retainedSlice|read(?:Retained)?Slice|(?:retainedD|d)uplicate|order|asReadOnly|Unpooled\.(?:(?:wrappedU|u)nmodifiable|unreleasable)Buffer)$/;

const WRITING = /^(?:set|write|ensureWritable|discard|capacity)/;

/** What a view of a buffer of no bytes can be asked about itself. */
const ABOUT_THE_VIEW = /^(?:isDirect|isReadOnly|hasArray|ensureWritable|toString)$/;

const REASONS = /^(?:ReadOnlyBuffer|IndexOutOfBounds|IllegalReferenceCount)Exception$/;

/** The rules by which we differ on buffers that allow less than others. */
export const RELEASED_DEVIATIONS: readonly Deviation[] = [
  {
    name: 'range of released memory',
    rule: 'Netty may say of released memory that a range does not fit it; here that it is released',
    reason: 'It is the reason, and tells who released it.',
    covers: ({ field, actual }, { step, before }) =>
      field === 'error' &&
      shortName(step.error?.class ?? '') === 'IndexOutOfBoundsException' &&
      /\(expected: range\(0, \d+\)\)$/.test(step.error?.message ?? '') &&
      isReferenceCount(actual) &&
      (isOfNoMemory(step) || sourcesOf(step).some((name) => before.find(name)?.refCnt === 0)),
  },
  {
    name: 'equal to itself',
    rule: 'a wrapper of a released buffer equals that buffer in Netty; here only the very same object does',
    reason: 'Equality is one of bytes, and they are gone.',
    covers: ({ field, actual }, { step, before }) =>
      field === 'error' &&
      step.op === 'equals' &&
      step.result === true &&
      isReferenceCount(actual) &&
      sourcesOf(step).every((name) => before.find(name)?.refCnt === 0),
  },
  {
    name: 'view of released memory',
    rule: 'Netty gives some views of released memory and refuses others; here it is others',
    reason: 'All that can be done with such a view is to be refused later.',
    covers: ({ field, actual }, { step, before }) =>
      field === 'error' &&
      DERIVING.test(step.op) &&
      (step.error === undefined || REASONS.test(shortName(step.error.class))) &&
      (!(actual instanceof Error) || isReferenceCount(actual) || isOutOfBounds(actual)) &&
      sourcesOf(step).some((name) => before.find(name)?.refCnt === 0),
  },
  {
    name: 'capacity of a released part',
    rule: 'a released part of a wrapped array still says its capacity in Netty, where it is a slice; here it says 0',
    reason: 'It is no slice here: nobody has the whole array in hand.',
    covers: ({ field, name, actual }, { after }) => {
      const named = after.find(name ?? '');
      return (
        field === 'capacity' &&
        actual === 0 &&
        named?.nettyClass === 'UnpooledSlicedByteBuf' &&
        Reflect.get(named.object, 'refCnt') === 0 &&
        Reflect.apply(Reflect.get(named.object, 'unwrap'), named.object, []) === null
      );
    },
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
    name: 'nothing to write',
    rule: 'writing, making room for, or moving no bytes passes in Netty on what is released or read-only; here it is refused',
    reason: 'Whether a call is allowed does not depend on how much it does.',
    covers: ({ field, actual }, { step }) =>
      field === 'error' &&
      step.error === undefined &&
      (/^discard(?:Some)?ReadBytes$/.test(step.op) ||
        (/^(?:writeZero|ensureWritable)$/.test(step.op) && step.args[0] === 0)) &&
      (isReferenceCount(actual) || isReadOnly(actual)),
  },
  {
    name: 'first reason',
    rule: 'what is read-only and full or released is refused for either reason in Netty; here mostly because it is read-only',
    reason: 'Which reason comes first depends on the class of the view there.',
    covers: ({ field, actual }, step) =>
      field === 'error' &&
      WRITING.test(step.step.op) &&
      isReadOnlyView(step) &&
      REASONS.test(shortName(step.step.error?.class ?? '')) &&
      (isReadOnly(actual) || isReferenceCount(actual) || isOutOfBounds(actual)),
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
