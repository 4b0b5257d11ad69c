import { type ByteBuf, PooledByteBufAllocator, Unpooled, UnpooledByteBufAllocator } from '@watertight/buffer';
import { HandleModel } from './handle-model.ts';
import { MemoryModel } from './memory-model.ts';
import type { Pair, Program, Tape } from './program.ts';

const LARGEST = 2 ** 31 - 1;

/**
 * A kind of buffer that programs begin with: `bytes` are its content, both indices are 0. Pooled ones do not grow, since
 * they would into bytes that nobody has written.
 */
interface Root {
  readonly name: string;
  readonly make: (bytes: Uint8Array) => ByteBuf;
  readonly maxCapacity: (lengthBytes: number) => number;
  readonly kind?: 'pooled';
}

const { DEFAULT } = UnpooledByteBufAllocator;

const fixed = (lengthBytes: number): number => lengthBytes;
const bounded = (lengthBytes: number): number => lengthBytes + 40;
const unbounded = (): number => LARGEST;

const ROOTS: readonly [Root, ...Root[]] = [
  { name: 'heap', make: (bytes) => DEFAULT.heapBuffer(bytes.length).setBytes(0, bytes), maxCapacity: unbounded },
  { name: 'direct', make: (bytes) => DEFAULT.directBuffer(bytes.length).setBytes(0, bytes), maxCapacity: unbounded },
  {
    name: 'bounded',
    make: (bytes) => DEFAULT.directBuffer(bytes.length, bounded(bytes.length)).setBytes(0, bytes),
    maxCapacity: bounded,
  },
  { name: 'wrapped', make: (bytes) => Unpooled.wrappedBuffer(bytes).clear(), maxCapacity: fixed },
  {
    name: 'pooled heap',
    make: (bytes) => PooledByteBufAllocator.DEFAULT.heapBuffer(bytes.length, bytes.length).setBytes(0, bytes),
    maxCapacity: fixed,
    kind: 'pooled',
  },
  {
    name: 'pooled direct',
    make: (bytes) => PooledByteBufAllocator.DEFAULT.directBuffer(bytes.length, bytes.length).setBytes(0, bytes),
    maxCapacity: fixed,
    kind: 'pooled',
  },
  { name: 'copied', make: (bytes) => Unpooled.copiedBuffer(bytes).clear(), maxCapacity: fixed },
];

/** Begins with a buffer of some kind, or with several, composites too, that are the components of one more. */
export function addRoot(program: Program, tape: Tape): Pair {
  const components = tape.below(8);
  if (components >= 4) {
    return addSimple(program, tape);
  }
  const pairs = Array.from({ length: components }, () => addRoot(program, tape));
  const memory = new MemoryModel([], LARGEST, 'composite');
  for (const { ours, model } of pairs) {
    ours.setIndex(0, ours.capacity);
    model.setIndex(0, model.capacity);
    memory.add(model.memory, model.cells);
  }
  const composite = Unpooled.compositeBuffer().addComponents(
    false,
    pairs.map(({ ours }) => ours),
  );
  return program.add(
    `compositeBuffer().addComponents(${pairs.map(({ name }) => name)})`,
    composite,
    new HandleModel(memory),
  );
}

function addSimple(program: Program, tape: Tape): Pair {
  const { name, make, maxCapacity, kind } = tape.pick(ROOTS);
  const bytes = Uint8Array.from({ length: 1 + tape.below(24) }, () => tape.below(256));
  const memory = new MemoryModel([...bytes], maxCapacity(bytes.length), kind);
  return program.add(`${name} [${bytes}]`, make(bytes), new HandleModel(memory));
}
