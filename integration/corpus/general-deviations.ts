// What follows from our own rules: numbers do not overflow, and a call that is refused leaves the buffer as it was.

import { isDeepStrictEqual } from 'node:util';
import { crc32 } from 'node:zlib';
import { IllegalArgumentError } from '@watertight/buffer';
import { bringToRecorded } from './bring-to-recorded.ts';
import { type BufferState, namesIn, type Step } from './corpus-case.ts';
import type { Deviation, PerformedStep, StepInCase } from './deviation.ts';
import type { Difference } from './difference.ts';
import { isOutOfBounds, isSameClass, shortName } from './thrown-error.ts';

/** Java's largest `int`, after which its sums go on at the negative end. */
const MAX_INT = 2 ** 31 - 1;

/** The rules by which we differ on buffers of every kind. */
export const GENERAL_DEVIATIONS: readonly Deviation[] = [
  {
    name: 'overflow',
    rule: "Netty's sums of an index and a length overflow: it accepts or explains them by the wrong number",
    reason: "Java's 32-bit arithmetic, a defect of Netty's. Ours are the sums themselves.",
    covers: ({ field, actual }, step) => field === 'error' && isOutOfBounds(actual) && overflows(step),
  },
  {
    name: 'words for slices',
    rule: "a slice outside its buffer is refused with the words of the memory's buffer in Netty; here with those of the view",
    reason: 'It is the view that the numbers are about. They are compared.',
    covers: ({ field, actual }, { step }) => {
      const [, index, length] = /\.slice\((-?\d+), (-?\d+)\)$/.exec(step.error?.message ?? '') ?? [];
      return (
        field === 'error' &&
        index !== undefined &&
        isOfSameClass(step, actual) &&
        [`.slice(${index}, ${length})`, `index: ${index}, length: ${length} `].some((own) =>
          actual.message.includes(own),
        )
      );
    },
  },
  {
    name: 'words for views',
    rule: 'the description of a view of views names all of them in Netty; here the view and the buffer of its memory',
    reason: 'Views are handles on the memory, not on each other. The indices of both are compared.',
    covers: ({ field, actual }, { step }) => {
      const [nettys, ours] = [step.error?.message ?? step.result, actual instanceof Error ? actual.message : actual];
      return (
        (field === 'result' ? step.op === 'toString' : field === 'error' && isOfSameClass(step, actual)) &&
        typeof nettys === 'string' &&
        typeof ours === 'string' &&
        isSameView(nettys, ours)
      );
    },
  },
  {
    name: 'reading text',
    rule: "readCharSequence does not ask Netty's writer index, nor toString a slice's capacity; here they do, as all that reads",
    reason: "A defect of Netty's: the reader index can come to lie behind the writer index.",
    covers: ({ field, actual }, step) =>
      field === 'error' &&
      (isOutOfBounds(actual) || actual instanceof IllegalArgumentError) &&
      (readsUnreadableText(step) || readsBehindSlice(step)),
  },
  {
    name: 'reading text too far',
    rule: 'as above, where Netty has moved its reader index behind the writer index',
    reason: 'Ours cannot get there.',
    covers: ({ field, name, actual }, step) =>
      field === 'readerIndex' &&
      name === step.step.target &&
      readsUnreadableText(step) &&
      step.step.error === undefined &&
      actual === step.before.find(name)?.state?.readerIndex,
    afterwards: 'not comparable',
  },
  {
    name: 'half a write',
    rule: 'when Netty refuses, it may have grown, moved or written a part; here a refused call leaves the buffer as it was',
    reason: "For a wrapped array's setters a listed defect of Netty's; the others are of its kind.",
    covers: (difference, step) =>
      step.step.error !== undefined && (isAsBefore(difference, step) || isOfGrown(difference, step)),
    afterwards: bringToRecorded,
  },
];

/** Whether two descriptions, or messages that end in one, have the same words, the same view, and the same memory. */
function isSameView(nettys: string, ours: string): boolean {
  const [one, other] = [takeApart(nettys), takeApart(ours)];
  return one.view !== undefined && isDeepStrictEqual(one, other);
}

/** The words before a description, the indices of the view that it begins with, those of the buffer that it ends with. */
function takeApart(text: string): { readonly words: string; readonly view?: string; readonly memory?: string } {
  const words = text.slice(0, text.search(/[\w$]+\((?:ridx|freed)/)).replace(/(?:[\w$]+\()+$/, '');
  const parts = text.match(/\((?:ridx: [^()]*?(?=, unwrapped|\))|freed)/g) ?? [];
  const [view, memory] = [parts.at(0), parts.at(-1)];
  return view === undefined || memory === undefined ? { words } : { words, view, memory };
}

function isOfSameClass({ error }: Step, actual: unknown): actual is Error {
  return error !== undefined && actual instanceof Error && isSameClass(error, actual);
}

function overflows({ step: { op, target, args }, before }: StepInCase): boolean {
  const numbers = args.filter((arg) => typeof arg === 'number');
  if (/^(?:write|ensureWritable)/.test(op)) {
    const length = numbers.at(op === 'ensureWritable' ? 0 : -1) ?? 0;
    return Number(before.find(target ?? '')?.state?.writerIndex) + length > MAX_INT;
  }
  const [index = 0, length = 0] = numbers;
  const reach = op === 'indexOf' ? Math.abs(index - length) : Math.abs(index) + Math.abs(length);
  return /^(?:bytesBefore|indexOf)$/.test(op) && reach > MAX_INT;
}

/** Whether other reads would be refused here, and `readCharSequence` is not, or in other words. */
function readsUnreadableText({ step: { op, target, args, error }, before }: StepInCase): boolean {
  const { readerIndex, writerIndex } = before.find(target ?? '')?.state ?? {};
  const length = Number(args[0]);
  const isRefusedByBounds = error === undefined || /IndexOutOfBoundsException$/.test(shortName(error.class));
  return (
    op === 'readCharSequence' && isRefusedByBounds && (length < 0 || Number(readerIndex) + length > Number(writerIndex))
  );
}

/** Whether text of a slice is asked for that does not lie in it. */
function readsBehindSlice({ step: { op, target, args, error }, before }: StepInCase): boolean {
  const slice = before.find(target ?? '');
  const [index, length] = args;
  return (
    op === 'toString' &&
    error === undefined &&
    /Sliced/.test(slice?.nettyClass ?? '') &&
    (Number(index) < 0 || Number(index) + Number(length) > Number(slice?.state?.capacity))
  );
}

/** Whether a write that was refused has changed Netty's buffer and not ours. */
function isAsBefore({ field, name, actual }: Difference, { step, before }: PerformedStep): boolean {
  const { op, target, args, others, error } = step;
  const written = target ?? namesIn(args[0])[0];
  const recorded = before.find(written ?? '')?.state;
  const state = step.state ?? others?.[written ?? ''];
  if (name !== written || !/^(?:ByteBufUtil\.)?(?:set|write)/.test(op)) {
    return false;
  }
  const mayHaveWritten =
    recorded?.capacity !== state?.capacity || /^(?:Array|ReadOnly)/.test(shortName(error?.class ?? ''));
  return (
    (field === 'capacity' && actual === recorded?.capacity) ||
    (field === 'writerIndex' && actual === (recorded?.writerIndex ?? actual)) ||
    (field === 'hex' && mayHaveWritten && actual === recorded?.hex) ||
    (field === 'crc32' && mayHaveWritten && actual === crcOf(recorded))
  );
}

/** Whether a buffer was to be written to itself, and had grown for it in Netty. */
function isOfGrown({ field, actual }: Difference, { step: { target, args, error } }: PerformedStep): boolean {
  const [range] = /^srcIndex: -?\d+, length: -?\d+ /.exec(error?.message ?? '') ?? [];
  return (
    field === 'error' &&
    range !== undefined &&
    namesIn(args[0])[0] === target &&
    isOutOfBounds(actual) &&
    actual.message.startsWith(range)
  );
}

function crcOf(state: BufferState | undefined): unknown {
  return (
    state?.crc32 ??
    crc32(Buffer.from(String(state?.hex), 'hex'))
      .toString(16)
      .padStart(8, '0')
  );
}
