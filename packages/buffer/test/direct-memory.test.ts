import { CleanerMemory, type DirectMemory, NoCleanerMemory, UnpooledByteBufAllocator } from '@watertight/buffer';
import { describe, expect, test } from 'vitest';
import { illegalArgument, outcome } from './outcome.ts';

const NO_CLEANER_ADVICE =
  'A buffer that is dropped without release keeps its memory: leak level paranoid tells where they were made. If all are in use, raise WATERTIGHT_MAX_DIRECT_MEMORY.';

const CLEANER_ADVICE =
  'All of it is still referenced. Release buffers when they are done with, or raise WATERTIGHT_MAX_CLEANER_MEMORY.';

const figures = ({ count, usedBytes, maxBytes }: DirectMemory) => ({ count, usedBytes, maxBytes });

const tooMuch = (requested: number, used: number, max: number, advice: string) => ({
  error: 'OutOfDirectMemoryError',
  code: 'WATERTIGHT_OUT_OF_DIRECT_MEMORY',
  message: `failed to allocate ${requested} byte(s) of direct memory (used: ${used}, max: ${max}). ${advice}`,
});

describe.for([
  ['cleaner', CleanerMemory, CLEANER_ADVICE],
  ['noCleaner', NoCleanerMemory, NO_CLEANER_ADVICE],
] as const)('%s memory', ([strategy, Memory, advice]) => {
  test('counts what is allocated until it is freed', () => {
    const direct = new Memory(1000);
    const [one, other] = [direct.allocate(600), direct.allocate(0)];
    expect([direct.strategy, figures(direct)]).toEqual([strategy, { count: 2, usedBytes: 600, maxBytes: 1000 }]);
    direct.free(one);
    direct.free(other);
    expect(figures(direct)).toEqual({ count: 0, usedBytes: 0, maxBytes: 1000 });
  });

  test('is zeroed, and an ArrayBuffer of its own', () => {
    const memory = new Memory(100).allocate(100);
    expect([memory.byteOffset, memory.buffer.byteLength, memory.equals(Buffer.alloc(100))]).toEqual([0, 100, true]);
  });

  test('is refused beyond the limit, and then nothing has changed', () => {
    const direct = new Memory(1000);
    const held = direct.allocate(1000);
    expect(outcome(() => direct.allocate(1))).toEqual(tooMuch(1, 1000, 1000, advice));
    expect(outcome(() => direct.allocate(2000))).toEqual(tooMuch(2000, 1000, 1000, advice));
    expect(figures(direct)).toEqual({ count: 1, usedBytes: 1000, maxBytes: 1000 });
    direct.free(held);
    direct.free(direct.allocate(1000));
  });

  test('is refused when the system has no more, and then nothing has changed', () => {
    const direct = new Memory(2 ** 52);
    expect(outcome(() => direct.allocate(2 ** 51))).toEqual(
      tooMuch(2 ** 51, 0, 2 ** 52, 'The system has no more: V8 could not allocate it.'),
    );
    expect(figures(direct)).toEqual({ count: 0, usedBytes: 0, maxBytes: 2 ** 52 });
  });

  test('can be freed once, and only where it is from', () => {
    const direct = new Memory(1000);
    const [freed, held] = [direct.allocate(100), direct.allocate(10)];
    direct.free(freed);
    const refusal = illegalArgument('memory: not in use here (expected: what `allocate` gave, once)');
    expect(
      [freed, Buffer.alloc(10), new Memory(10).allocate(10)].map((other) => outcome(() => direct.free(other))),
    ).toEqual([refusal, refusal, refusal]);
    expect(figures(direct)).toEqual({ count: 1, usedBytes: 10, maxBytes: 1000 });
    direct.free(held);
  });

  test('shows nothing any more when it is freed', () => {
    const direct = new Memory(1000);
    const memory = direct.allocate(100).fill(7);
    const part = memory.subarray(10, 20);
    direct.free(memory);
    expect([memory.length, part.length, part[0], memory.buffer.byteLength]).toEqual([0, 0, undefined, 0]);
  });

  test('still counts right when somebody has transferred it away', () => {
    const direct = new Memory(1000);
    const memory = direct.allocate(100);
    structuredClone(memory.buffer, { transfer: [memory.buffer as ArrayBuffer] });
    expect(figures(direct)).toEqual({ count: 1, usedBytes: 100, maxBytes: 1000 });
    direct.free(memory);
    expect(figures(direct)).toEqual({ count: 0, usedBytes: 0, maxBytes: 1000 });
  });

  test.for([-1, 1.5, NaN, Infinity, 2 ** 53])('cannot be %d bytes', (bytes) => {
    expect(outcome(() => new Memory(1000).allocate(bytes))).toEqual(
      illegalArgument(`capacityBytes: ${bytes} (expected: >= 0), a whole number of bytes`),
    );
  });

  test.for([-1, 0.5, NaN, Infinity])('cannot have %d bytes for a limit', (maxBytes) => {
    expect(outcome(() => new Memory(maxBytes))).toEqual(
      illegalArgument(`maxBytes: ${maxBytes} (expected: >= 0), a whole number of bytes`),
    );
  });

  test('that is refused half-way leaves buffers as they were, and nothing is lost', () => {
    const direct = new Memory(700);
    const allocator = new UnpooledByteBufAllocator({ directMemory: direct });
    const buffer = allocator.directBuffer(400).writeZero(400);
    const composite = allocator.compositeDirectBuffer(2).addComponents(true, [buffer.retainedSlice(0, 300), buffer]);
    const state = () => [String(buffer), String(composite), buffer.refCnt, figures(direct)];
    const before = state();
    for (const use of [
      () => buffer.copy(),
      () => buffer.readBytes(400),
      () => buffer.ensureWritable(301),
      () => composite.copy(),
      () => composite.consolidate(),
      () => composite.ensureWritable(301),
    ]) {
      expect(use).toThrow('failed to allocate');
      expect(state()).toEqual(before);
    }
    // The composite has taken it before there were too many components.
    expect(() => composite.addComponent(true, buffer.retainedDuplicate())).toThrow('failed to allocate');
    expect([composite.numComponents, composite.release(), figures(direct)]).toEqual([
      3,
      true,
      { count: 0, usedBytes: 0, maxBytes: 700 },
    ]);
  });

  test('counts the difference when a buffer changes its capacity', () => {
    const direct = new Memory(1000);
    using buffer = new UnpooledByteBufAllocator({ directMemory: direct }).directBuffer(600).writeLong(1n);
    buffer.capacity = 1000;
    expect([figures(direct), buffer.getLong(0)]).toEqual([{ count: 1, usedBytes: 1000, maxBytes: 1000 }, 1n]);
    expect(outcome(() => (buffer.capacity = 1001))).toEqual(tooMuch(1001, 1000, 1000, advice));
    expect([figures(direct), buffer.capacity, buffer.getLong(0)]).toEqual([
      { count: 1, usedBytes: 1000, maxBytes: 1000 },
      1000,
      1n,
    ]);
    buffer.capacity = 8;
    expect([figures(direct), buffer.getLong(0)]).toEqual([{ count: 1, usedBytes: 8, maxBytes: 1000 }, 1n]);
  });
});
