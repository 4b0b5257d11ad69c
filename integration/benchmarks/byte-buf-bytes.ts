// Are whole ranges as fast as Node's? Decoding text, copying 64 KiB, and windows on memory, each against Buffer's own on
// the very same memory: where it happens to lie decides more than who copies it.

import { Unpooled } from '@watertight/buffer';
import type { Benchmark } from './measurement.ts';
import { type Race, race, untracked } from './speed.ts';

const CALLS = 64;

const TEXTS = [
  ['64 letters', 'the quick brown fox jumps over the lazy dog, twice in one hour!!'],
  ['4 KiB of ASCII', 'the quick brown fox jumps over the lazy dog, twice in one hour!!'.repeat(64)],
  ['4 KiB of Greek', 'αβγδεζηθικλμνξοπ'.repeat(128)],
] as const;

const COPIED = 64 * 1024;

function texts(): Race[] {
  return TEXTS.map(([name, text]) => {
    const bytes = Buffer.from(text);
    const ours = untracked(() => Unpooled.directBuffer(bytes.length)).writeBytes(bytes);
    const theirs = ours.toBuffer();
    return {
      question: `How fast is toString('utf8') of ${name}?`,
      goal: 0.95,
      subject: { name: 'toString', run: () => times(() => ours.toString('utf8').length) },
      peer: { name: "Buffer's toString", run: () => times(() => theirs.toString('utf8').length) },
      calls: CALLS,
    };
  });
}

function copies(): Race {
  const [source, target] = untracked(() => [
    Unpooled.directBuffer(COPIED).writeZero(COPIED),
    Unpooled.directBuffer(COPIED, COPIED),
  ]);
  const [theirSource, theirTarget] = [source.toBuffer(), target.setIndex(0, COPIED).toBuffer()];
  return {
    question: 'How fast are 64 KiB copied from buffer to buffer?',
    goal: 0.95,
    subject: { name: 'setBytes(0, buffer, 0, length)', run: () => times(() => target.setBytes(0, source, 0, COPIED)) },
    peer: { name: "Buffer's copy", run: () => times(() => theirSource.copy(theirTarget, 0, 0, COPIED)) },
    calls: CALLS,
  };
}

function windows(): Race {
  const ours = untracked(() => Unpooled.directBuffer(1024)).writeZero(1024);
  const theirs = ours.toBuffer();
  return {
    question: 'How fast is a window on memory made?',
    goal: 1,
    subject: { name: 'slice(16, 64)', run: () => times(() => ours.slice(16, 64).capacity) },
    peer: { name: "Buffer's subarray(16, 80)", run: () => times(() => theirs.subarray(16, 80).length) },
    calls: CALLS,
  };
}

/** Keeps the last result, so that none can be left out. */
function times(call: () => unknown): unknown {
  let last: unknown;
  for (let i = 0; i < CALLS; i += 1) {
    last = call();
  }
  return last;
}

export const benchmark: Benchmark = async (progress) => {
  const measured = [];
  for (const entry of [...texts(), copies(), windows()]) {
    measured.push(await race(entry));
    progress(entry.question);
  }
  return measured;
};
