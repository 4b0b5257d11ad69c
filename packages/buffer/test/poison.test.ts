import { type ByteBuf, PooledByteBufAllocator, Unpooled } from '@watertight/buffer';
import { type LeakLevel, leakDetector } from '@watertight/leak-detector';
import { expect, test } from 'vitest';
import { atLevel } from './detection.ts';

/** What is seen at the end of a scope in which a buffer of 16 bytes is released, and `writeLate` gets a view of its memory. */
function seenOf(
  writeLate: (view: Uint8Array) => void,
  { level = 'paranoid', make = () => Unpooled.buffer(16, 16) }: { level?: LeakLevel; make?: () => ByteBuf } = {},
): readonly string[] {
  let seen: readonly string[] = [];
  atLevel(level, () => {
    const buffer = make().setIndex(0, 16);
    const view = buffer.asUint8Array();
    buffer.release();
    writeLate(view);
    const scope = leakDetector.position?.scope;
    seen = scope === undefined ? [] : leakDetector.inspect(scope).map(({ deed, evidence }) => `${deed}: ${evidence}`);
  });
  return seen;
}

test.for<readonly [string, (view: Uint8Array) => void, readonly string[]]>([
  ['nothing', () => {}, []],
  ['one byte', (view) => view.fill(7, 3, 4), ['1 of its 16 bytes, from index 3: 07  .']],
  ['some bytes', (view) => view.set([0, 0, 0, 42], 12), ['4 of its 16 bytes, from index 12: 00 00 00 2a  ...*']],
])('a late write of %s to heap memory is seen', ([, writeLate, evidence]) => {
  expect(seenOf(writeLate)).toEqual(evidence.map((each) => `was written to after its release: ${each}`));
});

test('memory that is read late shows that it is nobody’s', () => {
  let read = 0;
  seenOf((view) => {
    read = view[0] ?? 0;
  });
  expect(read).toBe(0xde);
});

test('memory of others, and that of buffers that are not all tracked, is left as it is', () => {
  const theirs = new Uint8Array(16);
  const write = (view: Uint8Array): void => void view.set([7]);
  expect(seenOf(write, { make: () => Unpooled.wrappedBuffer(theirs) })).toEqual([]);
  expect(seenOf(write, { level: 'disabled' })).toEqual([]);
  expect(theirs).toEqual(Uint8Array.of(7, ...new Uint8Array(15)));
});

test('a misuse names where its buffer was created and released', () => {
  atLevel('paranoid', () => {
    const buffer = Unpooled.buffer(4, 4);
    const view = buffer.array();
    buffer.retain().release(2);
    view.fill(1);
    const [misuse] = leakDetector.inspect(leakDetector.position?.scope ?? expect.fail());
    expect(misuse?.createdAt[0]?.file).toMatch(/poison\.test\.ts$/);
    expect(misuse?.ownership.map(({ operation, refCntAfter }) => [operation, refCntAfter])).toEqual([
      ['retain', 2],
      ['release', 0],
    ]);
  });
});

test('a late write to pooled memory is held against its last user, also when the memory is used again', () => {
  const pool = new PooledByteBufAllocator();
  const writeLate = (view: Uint8Array): void => view.set([42], 2);
  const late = ['was written to after its release: 1 of its 16 bytes, from index 2: 2a  *'];
  expect(seenOf(writeLate, { make: () => pool.directBuffer(16, 16) })).toEqual(late);
  const reused = (view: Uint8Array): void => {
    writeLate(view);
    using next = pool.heapBuffer(16, 16).setZero(0, 16);
    expect(next.array().buffer).toBe(view.buffer);
  };
  expect(seenOf(reused, { make: () => pool.heapBuffer(16, 16) })).toEqual(late);
});

test('memory that is used again belongs to its new user, tracked or not', () => {
  const pool = new PooledByteBufAllocator();
  const made: ByteBuf[] = [];
  const reuse = (): void => void made.push(leakDetector.untracked(() => pool.heapBuffer(16, 16).setZero(0, 16)));
  expect(seenOf(reuse, { make: () => pool.heapBuffer(16, 16) })).toEqual([]);
  expect(made.map((buffer) => buffer.release())).toEqual([true]);
});
