// What Netty's own encoder of UTF-8 does wrong.

import { bringToRecorded } from './bring-to-recorded.ts';
import type { Step } from './corpus-case.ts';
import type { Deviation, StepInCase } from './deviation.ts';

const ENCODING = /^(?:(?:write|set)CharSequence|ByteBufUtil\.(?:utf8Bytes|writeUtf8|reserveAndWriteUtf8))$/;

/**
 * A high surrogate without its low one, before what Netty makes of it: a unit beyond ASCII is written raw, as its lowest
 * byte, and a further high surrogate loses its own pair.
 */
const SWALLOWING = /[\ud800-\udbff](?:[\u0080-\ud7ff\ue000-\uffff]|[\ud800-\udbff][\udc00-\udfff])/;

/** The rules by which we differ in what becomes of text. */
export const TEXT_DEVIATIONS: readonly Deviation[] = [
  {
    name: 'half a surrogate pair',
    rule: 'after a high surrogate without its low one, Netty encodes the next character wrongly; here it is as it should be',
    reason: "A defect of Netty's encoder: its UTF-8 is malformed. Java's, which copiedBuffer uses, says what we say.",
    covers: ({ field }, { step }) =>
      /^(?:result|hex|crc32|writerIndex)$/.test(field) && ENCODING.test(step.op) && SWALLOWING.test(encodedText(step)),
    afterwards: bringToRecorded,
  },
  {
    name: 'encoded surrogates',
    rule: 'bytes that would be half a surrogate pair become one U+FFFD in Java; here one for each byte, as Node decodes them',
    reason: "Both are right. To look for them would make every string's way slower.",
    covers: ({ field, expected, actual }, { step: { op } }) =>
      field === 'result' &&
      /^(?:toString|(?:get|read)CharSequence)$/.test(op) &&
      typeof expected === 'string' &&
      typeof actual === 'string' &&
      expected !== actual &&
      withoutRuns(expected) === withoutRuns(actual),
  },
  {
    name: 'too small a reserve',
    rule: 'reserveAndWriteUtf8 writes past the capacity in Netty if the reserve is too small; here the buffer grows',
    reason: "A defect of Netty's: its writer index is beyond the capacity afterwards.",
    covers: ({ field }, step) => /^(?:writerIndex|capacity|hex|error)$/.test(field) && isBeyondReserve(step),
    afterwards: 'not comparable',
  },
];

/** The text with one U+FFFD for each run of them. */
function withoutRuns(text: string): string {
  return text.replace(/\ufffd+/g, '\ufffd');
}

/** The text of the step, or the part of it that the step encodes. */
function encodedText({ op, args }: Step): string {
  const [text = ''] = args.filter((arg) => typeof arg === 'string');
  const [start, end] = args.filter((arg) => typeof arg === 'number');
  return /utf8Bytes|writeUtf8/.test(op) ? text.slice(start, end) : text;
}

function isBeyondReserve({ step: { op, others = {} } }: StepInCase): boolean {
  return (
    op === 'ByteBufUtil.reserveAndWriteUtf8' &&
    Object.values(others).some(({ writerIndex, capacity }) => Number(writerIndex) > Number(capacity))
  );
}
