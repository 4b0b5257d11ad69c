import { type ByteBuf, type IllegalReferenceCountError, Unpooled } from '@watertight/buffer';
import { LEAK_TRACKER, leakDetector } from '@watertight/leak-detector';
import { describe, expect, test } from 'vitest';
import { atLevel, withoutPositions } from './detection.ts';

describe('the report of a buffer that was left open', () => {
  test('says what it is, how often it is held, and how it begins', () => {
    const left: ByteBuf[] = [];
    const reports = atLevel('paranoid', () => {
      left.push(
        Unpooled.directBuffer(64).writeInt(12),
        Unpooled.buffer(8, 8),
        Unpooled.wrappedBuffer(Buffer.from('hello')),
      );
      left.push(Unpooled.copiedBuffer('€'), Unpooled.buffer(1).retain());
      left[0]?.writeCharSequence('hello wo');
    });
    expect(
      reports.map(({ resourceType, summary, refCnt, content }) => [resourceType, summary, refCnt, content]),
    ).toEqual([
      ['ByteBuf', 'unpooled direct · 64 bytes (12 readable)', 1, '00 00 00 0c 68 65 6c 6c 6f 20 77 6f  ....hello wo'],
      ['ByteBuf', 'unpooled heap · 8 bytes (0 readable)', 1, ''],
      ['ByteBuf', 'wrapped · 5 bytes (5 readable)', 1, '68 65 6c 6c 6f  hello'],
      ['ByteBuf', 'copied · 3 bytes (3 readable)', 1, 'e2 82 ac  ...'],
      ['ByteBuf', 'unpooled heap · 1 byte (0 readable)', 2, ''],
    ]);
    expect(reports.map(({ remedy }) => remedy)).toEqual(
      reports.map(() => 'Release it once in its last owner, or declare it with `using`.'),
    );
    expect(reports.map(({ createdAt }) => createdAt[0]?.file.endsWith('memory-owner.test.ts'))).toEqual(
      reports.map(() => true),
    );
    for (const buffer of left) {
      buffer.release(buffer.refCnt);
    }
  });

  test('has one record for each call that changes or shares ownership, under the name that was called', () => {
    const left: ByteBuf[] = [];
    const [report] = atLevel('paranoid', () => {
      const buffer = Unpooled.buffer(16).setIndex(0, 16);
      left.push(buffer);
      buffer.retain(2).touch('header ok').touch().release();
      buffer.slice(4, 12).retainedSlice(0, 4);
      buffer.readSlice(1);
      buffer.readRetainedSlice(2);
      buffer.duplicate().retainedDuplicate();
    });
    const records = report?.ownership.map(({ operation, refCntBefore, refCntAfter, hint }) => {
      return [operation, refCntBefore, refCntAfter, hint];
    });
    expect(records).toEqual([
      ['retain', 1, 3, undefined],
      ['touch', undefined, undefined, 'header ok'],
      ['touch', undefined, undefined, undefined],
      ['release', 3, 2, undefined],
      ['slice', undefined, undefined, '4..16'],
      ['retainedSlice', 2, 3, '0..4'],
      ['readSlice', undefined, undefined, '0..1'],
      ['readRetainedSlice', 3, 4, '1..3'],
      ['duplicate', undefined, undefined, undefined],
      ['retainedDuplicate', 4, 5, undefined],
    ]);
    expect(report?.accessCounts).toEqual({});
    left[0]?.release(5);
  });

  test('counts what was done with the bytes, once a call', () => {
    const left: ByteBuf[] = [];
    const [report, other] = atLevel('paranoid', () => {
      const [buffer, second] = [Unpooled.buffer(64), Unpooled.buffer(64)];
      left.push(buffer, second);
      buffer.writeInt(1).writeInt(2).writeBytes(new Uint8Array(4)).writeCharSequence('a');
      buffer.slice().getByte(0);
      buffer.readBytes(second, 4).readBytes(1).release();
      buffer.toString('utf8');
      String(buffer);
    });
    expect(report?.accessCounts).toEqual({
      writeInt: 2,
      writeBytes: 1,
      writeCharSequence: 1,
      getByte: 1,
      readBytes: 2,
      toString: 1,
    });
    expect(other?.accessCounts).toEqual({ readBytes: 1 });
    for (const buffer of left) {
      buffer.release();
    }
  });
});

test('memory that has grown is still tracked', () => {
  const left: ByteBuf[] = [];
  const [report] = atLevel('paranoid', () => left.push(Unpooled.buffer(1).writeInt(1).writeInt(2)));
  expect([report?.summary, report?.accessCounts]).toEqual(['unpooled heap · 64 bytes (8 readable)', { writeInt: 2 }]);
  left[0]?.release();
});

test('a buffer that was released leaves no report', () => {
  expect(
    atLevel('paranoid', () => {
      const buffer = Unpooled.buffer();
      buffer.retainedSlice(0, 1).release();
      buffer.release();
    }),
  ).toEqual([]);
});

test('the buffer without bytes is never reported', () => {
  expect(atLevel('paranoid', () => Unpooled.buffer(0, 0).retain())).toEqual([]);
});

describe('released memory', () => {
  const late = (use: (buffer: ByteBuf) => unknown): IllegalReferenceCountError | undefined => {
    let thrown: IllegalReferenceCountError | undefined;
    atLevel('paranoid', () => {
      const buffer = Unpooled.buffer();
      buffer.release();
      try {
        use(buffer);
      } catch (error) {
        thrown = error as IllegalReferenceCountError;
      }
    });
    return thrown;
  };
  const place = 'This ByteBuf was already released at packages/buffer/test/memory-owner.test.ts';
  const created = 'It was created at packages/buffer/test/memory-owner.test.ts.';

  test.for([
    [
      'release',
      (buffer: ByteBuf) => buffer.release(2),
      `refCnt: 0, decrement: 2. ${place}; remove one of the two calls. ${created}`,
    ],
    [
      'retain',
      (buffer: ByteBuf) => buffer.retain(),
      `refCnt: 0, increment: 1. ${place}; retain it before that. ${created}`,
    ],
    [
      'getByte',
      (buffer: ByteBuf) => buffer.getByte(0),
      `refCnt: 0. ${place}; release it after its last use. ${created}`,
    ],
    ['slice', (buffer: ByteBuf) => buffer.slice(), `refCnt: 0. ${place}; release it after its last use. ${created}`],
  ] as const)('names the release when it is too late to %s', ([, use, message]) => {
    expect(withoutPositions(late(use)?.message ?? '').replace(/(at )\S*(?=test\/memory)/g, '$1packages/buffer/')).toBe(
      message,
    );
  });

  test('leads to the release and then to the creation, as causes', () => {
    const released = late((buffer) => buffer.getByte(0))?.cause as Error;
    const created = released.cause as Error;
    expect([released.message, created.message]).toEqual([
      'The ByteBuf was released here',
      'The ByteBuf was created here',
    ]);
    expect([released, created].map(({ stack }) => stack?.split('\n')[1]?.includes('memory-owner.test.ts'))).toEqual([
      true,
      true,
    ]);
    expect(created.cause).toBe(undefined);
  });

  test('names both ends of a life in which more is released than is held', () => {
    atLevel('paranoid', () => {
      const buffer = Unpooled.buffer().retain();
      buffer.release();
      const here = 'packages/buffer/test/memory-owner.test.ts';
      const message = `refCnt: 1, decrement: 2. No more references can be released than are held. It was created at ${here}. The last release was at ${here}.`;
      expect(() => buffer.release(2)).toThrow(
        expect.toSatisfy((error: Error) => withoutPositions(error.message) === message),
      );
      buffer.release();
    });
  });

  test('says why it cannot tell the line of one release of very many', () => {
    atLevel('paranoid', () => {
      const released = Array.from({ length: 3000 }, () => {
        const buffer = Unpooled.buffer(0, 1);
        buffer.release();
        return buffer;
      });
      const messages = released.map((buffer) => {
        try {
          return String(buffer.release());
        } catch (error) {
          return withoutPositions((error as Error).message);
        }
      });
      expect(new Set(messages)).toEqual(
        new Set([
          `refCnt: 0, decrement: 1. ${place}; remove one of the two calls. ${created}`,
          `refCnt: 0, decrement: 1. This ByteBuf was already released (its line is one of very many in its scope, of which not each is recorded); remove one of the two calls. ${created}`,
        ]),
      );
    });
  });

  test('says how to learn where, when nothing was recorded', () => {
    const before = leakDetector.level;
    leakDetector.setLevel('disabled');
    const buffer = Unpooled.buffer();
    leakDetector.setLevel(before);
    buffer.release();
    expect(() => buffer.release()).toThrow(
      'refCnt: 0, decrement: 1. This ByteBuf was already released; leak level "paranoid" tells where.',
    );
  });
});

test('every handle on tracked memory knows the tracker of the memory', () => {
  const known: unknown[] = [];
  atLevel('paranoid', () => {
    using buffer = Unpooled.buffer(8, 8).setIndex(0, 8);
    known.push(...[buffer, buffer.slice(0, 4), buffer.duplicate()].map((handle) => handle[LEAK_TRACKER]?.type.name));
  });
  atLevel('disabled', () => {
    using buffer = Unpooled.buffer(8);
    known.push(buffer[LEAK_TRACKER]);
  });
  expect(known).toEqual(['ByteBuf', 'ByteBuf', 'ByteBuf', undefined]);
});
