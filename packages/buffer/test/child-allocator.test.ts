import {
  type AllocatorNotEmptyError,
  type ByteBuf,
  NoCleanerMemory,
  PooledByteBufAllocator,
  UnpooledByteBufAllocator,
} from '@watertight/buffer';
import { leakDetector } from '@watertight/leak-detector';
import { expect, test } from 'vitest';
import { atLevel, withoutPositions } from './detection.ts';
import { illegalArgument, outcome } from './outcome.ts';

/** A child of an allocator that nobody else uses, and the memory of both. */
function childOf({ limitBytes = 1000, maxBytes = 4096 } = {}) {
  const directMemory = new NoCleanerMemory(maxBytes);
  const parent = new UnpooledByteBufAllocator({ directMemory });
  return { directMemory, parent, child: parent.child('connection 7', { limitBytes }) };
}

/** Makes buffers that the detector does not see, so that nothing but their number is known. */
function untracked<T>(make: () => T): T {
  const before = leakDetector.level;
  leakDetector.setLevel('disabled');
  try {
    return make();
  } finally {
    leakDetector.setLevel(before);
  }
}

const limitError = (message: string) => ({
  error: 'AllocatorLimitError',
  code: 'WATERTIGHT_ALLOCATOR_LIMIT',
  message,
});

test('a child counts what it has given away, of both kinds', () => {
  const { child, parent } = childOf();
  const heap = child.heapBuffer(100);
  const direct = child.directBuffer(200);
  expect([child.name, child.metric()]).toEqual([
    'connection 7',
    { numBuffers: 2, usedBytes: 300, peakBytes: 300, limitBytes: 1000 },
  ]);
  expect(parent.metric()).toEqual({ usedHeapMemory: 100, usedDirectMemory: 200 });
  heap.release();
  direct.release();
  expect(child.metric()).toEqual({ numBuffers: 0, usedBytes: 0, peakBytes: 300, limitBytes: 1000 });
  expect(parent.metric()).toEqual({ usedHeapMemory: 0, usedDirectMemory: 0 });
  child.close();
});

test('a child of a pool counts what its buffers lie in, and grows there', () => {
  const pool = new PooledByteBufAllocator({ directMemory: new NoCleanerMemory(2 ** 24) });
  const child = pool.child('connection 7', { limitBytes: 1000 });
  const buffer = child.directBuffer(100).writeLong(1n);
  expect(child.metric().usedBytes).toBe(112);
  buffer.ensureWritable(200);
  expect([child.metric(), buffer.getLong(0)]).toEqual([
    { numBuffers: 1, usedBytes: 256, peakBytes: 256, limitBytes: 1000 },
    1n,
  ]);
  expect(() => child.directBuffer(745)).toThrow('failed to allocate 745 byte(s) (used: 256, max: 1000)');
  expect([pool.pinnedDirectMemory(), buffer.release(), pool.pinnedDirectMemory()]).toEqual([256, true, 0]);
  child.close();
});

test('a child without a limit has none', () => {
  const child = new UnpooledByteBufAllocator().child('all');
  child.buffer(5000).release();
  expect(child.metric()).toEqual({
    numBuffers: 0,
    usedBytes: 0,
    peakBytes: 5000,
    limitBytes: Number.POSITIVE_INFINITY,
  });
});

test.for([-1, 1.5, NaN])('%d is no limit', (limitBytes) => {
  expect(outcome(() => childOf({ limitBytes }))).toEqual(
    illegalArgument(`limitBytes: ${limitBytes} (expected: >= 0), a whole number of bytes`),
  );
});

test('beyond its limit a child gives nothing, says what is in use, and has not changed', () => {
  const { child, directMemory } = childOf();
  using _held = untracked(() => child.buffer(900));
  expect(outcome(() => child.buffer(101))).toEqual(
    limitError(
      [
        'failed to allocate 101 byte(s) (used: 900, max: 1000) of the allocator "connection 7". Release its buffers sooner, or raise its limitBytes. In use:',
        'connection 7: 1 buffer, 900 bytes (limit 1000, peak 900)',
        '  1 buffer whose origin leak level paranoid would tell',
      ].join('\n'),
    ),
  );
  expect([child.metric().usedBytes, directMemory.usedBytes]).toEqual([900, 900]);
  child.buffer(100).release();
});

test('where its memory has a limit of its own, a child has not changed either', () => {
  const { child } = childOf({ limitBytes: 1000, maxBytes: 500 });
  expect(() => child.buffer(501)).toThrow('failed to allocate 501 byte(s) of direct memory (used: 0, max: 500).');
  expect(child.metric()).toEqual({ numBuffers: 0, usedBytes: 0, peakBytes: 0, limitBytes: 1000 });
});

test('growing counts, by the difference', () => {
  const { child } = childOf();
  using buffer = child.buffer(600).writeLong(1n);
  buffer.capacity = 1000;
  expect(child.metric()).toEqual({ numBuffers: 1, usedBytes: 1000, peakBytes: 1000, limitBytes: 1000 });
  expect(() => buffer.ensureWritable(1000)).toThrow('failed to allocate 1024 byte(s) (used: 1000, max: 1000)');
  expect([buffer.capacity, buffer.readLong()]).toEqual([1000, 1n]);
  buffer.capacity = 16;
  expect(child.metric()).toEqual({ numBuffers: 1, usedBytes: 16, peakBytes: 1000, limitBytes: 1000 });
});

test('what buffers of a child need themselves is of the child', () => {
  const { child } = childOf();
  const buffer = child.buffer(100).writeZero(100);
  using composite = child.compositeBuffer().addComponents(true, [buffer, buffer.copy()]);
  expect(child.metric().numBuffers).toBe(2);
  composite.consolidate();
  expect(child.metric()).toEqual({ numBuffers: 1, usedBytes: 200, peakBytes: 400, limitBytes: 1000 });
});

test.for([
  ['copy', (buffer: ByteBuf) => buffer.copy()],
  ['readBytes', (buffer: ByteBuf) => buffer.readBytes(600)],
  [
    'consolidate',
    (buffer: ByteBuf) =>
      buffer.alloc
        .compositeBuffer()
        .addComponents(true, [buffer.retainedSlice(0, 300), buffer.retainedSlice(300, 300)])
        .consolidate(),
  ],
  [
    'add the 17th component',
    (buffer: ByteBuf) =>
      buffer.alloc.compositeBuffer().addComponents(
        true,
        Array.from({ length: 17 }, () => buffer.retainedSlice(0, 100)),
      ),
  ],
  [
    'make room in a composite',
    (buffer: ByteBuf) => buffer.alloc.compositeBuffer().addComponent(true, buffer.retainedDuplicate()).writeZero(500),
  ],
] as const)('where the limit does not let it %s, everything is as it was', ([, use]) => {
  const { child, directMemory } = childOf();
  const left = atLevel('paranoid', () => {
    const buffer = child.buffer(600).writeZero(600);
    expect(() => use(buffer)).toThrow('failed to allocate');
    expect([child.metric().usedBytes, directMemory.usedBytes, buffer.readerIndex, buffer.getLong(592)]).toEqual([
      600,
      600,
      0,
      0n,
    ]);
    buffer.release(buffer.refCnt);
  });
  expect([child.metric().usedBytes, directMemory.usedBytes]).toEqual([0, 0]);
  expect(left.filter(({ summary }) => !summary.startsWith('composite'))).toEqual([]);
});

test('a child of a child is a part of it', () => {
  const { child } = childOf();
  const [one, other] = [child.child('stream 1'), child.child('stream 3', { limitBytes: 64 })];
  using _one = untracked(() => one.buffer(900));
  using _other = untracked(() => other.heapBuffer(32));
  const tree = [
    'connection 7: 2 buffers, 932 bytes (limit 1000, peak 932)',
    '  connection 7/stream 1: 1 buffer, 900 bytes (no limit, peak 900)',
    '    1 buffer whose origin leak level paranoid would tell',
    '  connection 7/stream 3: 1 buffer, 32 bytes (limit 64, peak 32)',
    '    1 buffer whose origin leak level paranoid would tell',
  ];
  expect([child.tree(), other.tree()]).toEqual([
    tree.join('\n'),
    tree
      .slice(3)
      .map((line) => line.slice(2))
      .join('\n'),
  ]);
  expect(outcome(() => one.buffer(101))).toEqual(
    limitError(
      [
        'failed to allocate 101 byte(s) (used: 932, max: 1000) of the allocator "connection 7". Release its buffers sooner, or raise its limitBytes. In use:',
        ...tree,
      ].join('\n'),
    ),
  );
  expect([child.metric().usedBytes, one.metric().usedBytes]).toEqual([932, 900]);
  expect(() => other.buffer(33)).toThrow('(used: 32, max: 64) of the allocator "connection 7/stream 3"');
});

test('an allocator that is closed too early says what is open, and who made it', () => {
  const { child } = childOf();
  const left: ByteBuf[] = [];
  let thrown: AllocatorNotEmptyError | undefined;
  atLevel('paranoid', () => {
    const stream = child.child('stream 1');
    left.push(child.buffer(32).writeInt(5), stream.heapBuffer(1));
    child.buffer(8).release();
    left.push(untracked(() => stream.buffer(7)));
    try {
      child.close();
    } catch (error) {
      thrown = error as AllocatorNotEmptyError;
    }
  });
  const message = withoutPositions(thrown?.message ?? '').replace(/(at )\S*(?=test\/child)/g, '$1');
  expect([thrown?.code, thrown?.allocator, thrown?.numBuffers, thrown?.usedBytes, message]).toEqual([
    'WATERTIGHT_ALLOCATOR_NOT_EMPTY',
    'connection 7',
    3,
    40,
    [
      'The allocator "connection 7" was closed with 3 buffer(s) open, of 40 byte(s). Release them before:',
      'connection 7: 3 buffers, 40 bytes (limit 1000, peak 41)',
      '  ByteBuf unpooled direct · connection 7 · 32 bytes (4 readable), created at test/child-allocator.test.ts',
      '  connection 7/stream 1: 2 buffers, 8 bytes (no limit, peak 8)',
      '    ByteBuf unpooled heap · connection 7/stream 1 · 1 byte (0 readable), created at test/child-allocator.test.ts',
      '    1 buffer whose origin leak level paranoid would tell',
    ].join('\n'),
  ]);
  expect(left.map((buffer) => buffer.release())).toEqual([true, true, true]);
  expect([child.close(), child.tree()]).toEqual([undefined, 'connection 7: 0 buffers, 0 bytes (limit 1000, peak 41)']);
});

test('an allocator that is closed gives nothing any more, nor do its children', () => {
  const { child } = childOf();
  const stream = child.child('stream 1');
  using buffer = stream.buffer(8);
  expect(() => child.close()).toThrow('closed with 1 buffer(s) open');
  const refused = (allocator: string) => ({
    error: 'AllocatorClosedError',
    code: 'WATERTIGHT_ALLOCATOR_CLOSED',
    message: `The allocator "${allocator}" is closed. Allocate before, or from another one.`,
  });
  expect([() => child.buffer(1), () => stream.buffer(1), () => child.child('late')].map(outcome)).toEqual(
    new Array(3).fill(refused('connection 7')),
  );
  expect(buffer.writeLong(1n).readLong()).toBe(1n);
});

test('a child is closed at the end of its block', () => {
  expect(() => {
    using child = childOf().child;
    untracked(() => child.buffer(8));
  }).toThrow('The allocator "connection 7" was closed with 1 buffer(s) open, of 8 byte(s).');
});

test('reports of leaks name the allocator', () => {
  const { child } = childOf();
  const left: ByteBuf[] = [];
  const reports = atLevel('paranoid', () => {
    left.push(child.buffer(64), child.child('stream 1').heapBuffer(8));
  });
  expect(reports.map(({ summary }) => summary)).toEqual([
    'unpooled direct · connection 7 · 64 bytes (0 readable)',
    'unpooled heap · connection 7/stream 1 · 8 bytes (0 readable)',
  ]);
  for (const buffer of left) {
    buffer.release();
  }
});

test('what was released is forgotten', () => {
  const { child } = childOf();
  atLevel('paranoid', () => {
    for (let i = 0; i < 1000; i += 1) {
      child.buffer(8).release();
    }
    using _kept = child.buffer(8);
    expect(withoutPositions(child.tree()).split(', created')[0]).toBe(
      'connection 7: 1 buffer, 8 bytes (limit 1000, peak 8)\n  ByteBuf unpooled direct · connection 7 · 8 bytes (0 readable)',
    );
  });
});
