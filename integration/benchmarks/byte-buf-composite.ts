// What does it cost to read bytes that lie in many pieces? 1,000 components of 64 bytes, read from the first byte to the
// last, against the same bytes in one piece.

import { Unpooled } from '@watertight/buffer';
import type { Benchmark } from './measurement.ts';
import { race, untracked } from './speed.ts';

const COMPONENTS = 1000;
const COMPONENT_BYTES = 64;
const SIZE = COMPONENTS * COMPONENT_BYTES;

const contiguous = untracked(() => Unpooled.directBuffer(SIZE)).writeZero(SIZE);

const composite = untracked(() => {
  const components = Array.from({ length: COMPONENTS }, () =>
    Unpooled.directBuffer(COMPONENT_BYTES).writeZero(COMPONENT_BYTES),
  );
  return Unpooled.compositeBuffer(COMPONENTS).addComponents(true, components);
});

/** Written out for each side: a loop that has seen both kinds of buffer is slower on either. */
const READS = [
  {
    name: 'readByte',
    calls: SIZE,
    ofComposite: () => {
      composite.readerIndex = 0;
      let sum = 0;
      for (let i = 0; i < SIZE; i += 1) {
        sum += composite.readByte();
      }
      return sum;
    },
    ofContiguous: () => {
      contiguous.readerIndex = 0;
      let sum = 0;
      for (let i = 0; i < SIZE; i += 1) {
        sum += contiguous.readByte();
      }
      return sum;
    },
  },
  {
    name: 'getInt',
    calls: SIZE / 4,
    ofComposite: () => {
      let sum = 0;
      for (let i = 0; i < SIZE; i += 4) {
        sum += composite.getInt(i);
      }
      return sum;
    },
    ofContiguous: () => {
      let sum = 0;
      for (let i = 0; i < SIZE; i += 4) {
        sum += contiguous.getInt(i);
      }
      return sum;
    },
  },
];

export const benchmark: Benchmark = async (progress) => {
  const measured = [];
  for (const { name, calls, ofComposite, ofContiguous } of READS) {
    measured.push(
      await race({
        question: `How fast is ${name} through 1,000 components in order?`,
        goal: 0.5,
        subject: { name: 'a composite buffer', run: ofComposite },
        peer: { name: 'one direct buffer', run: ofContiguous },
        calls,
      }),
    );
    progress(name);
  }
  return measured;
};
