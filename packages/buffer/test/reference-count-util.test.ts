import { setImmediate } from 'node:timers/promises';
import { ReferenceCountUtil, Unpooled } from '@watertight/buffer';
import { expect, test } from 'vitest';

const { refCnt, release, retain, safeRelease, touch } = ReferenceCountUtil;

test.for([undefined, null, 'text', 1, { refCnt: 1 }, { retain() {}, release() {}, touch() {} }])(
  '%o counts no references and is left alone',
  (message) => {
    expect([retain(message), retain(message, 2), touch(message, 'here'), touch(message)]).toEqual([
      message,
      message,
      message,
      message,
    ]);
    expect([refCnt(message), release(message), release(message, 2), safeRelease(message)]).toEqual([
      -1,
      false,
      false,
      undefined,
    ]);
  },
);

test('the references of a buffer are counted', () => {
  const buffer = Unpooled.buffer();
  expect([retain(buffer), retain(buffer, 2), touch(buffer), touch(buffer, 'here')]).toEqual(new Array(4).fill(buffer));
  expect([refCnt(buffer), release(buffer), release(buffer, 2)]).toEqual([4, false, false]);
  safeRelease(buffer);
  expect(refCnt(buffer)).toBe(0);
  expect(() => release(buffer)).toThrow(/^refCnt: 0, decrement: 1/);
  expect(() => retain(buffer, -1)).toThrow('increment: -1 (expected: > 0)');
});

test('a safe release that fails is a warning of the process', async () => {
  const buffer = Unpooled.buffer();
  buffer.release();
  const warnings = await warningsOf(() => {
    safeRelease(buffer);
    safeRelease(buffer, 2);
  });
  expect(warnings.map(({ name, code, message }) => [name, code, message])).toEqual([
    ['ReleaseWarning', 'WATERTIGHT_RELEASE_FAILED', 'Failed to release a message: UnpooledHeapByteBuf(freed)'],
    [
      'ReleaseWarning',
      'WATERTIGHT_RELEASE_FAILED',
      'Failed to release a message: UnpooledHeapByteBuf(freed) (decrement: 2)',
    ],
  ]);
  expect(
    warnings.map(({ detail }) => /^IllegalReferenceCountError: refCnt: 0, decrement: (\d)\. /.exec(detail)?.[1]),
  ).toEqual(['1', '2']);
});

interface Warning extends Error {
  readonly code: string;
  readonly detail: string;
}

/** What the process warns of while `fn` runs, which is then not printed. */
async function warningsOf(fn: () => void): Promise<readonly Warning[]> {
  const printers = process.listeners('warning');
  const warnings: Warning[] = [];
  process.removeAllListeners('warning').on('warning', (warning) => warnings.push(warning as Warning));
  try {
    fn();
    await setImmediate();
  } finally {
    process.removeAllListeners('warning');
    for (const printer of printers) {
      process.on('warning', printer);
    }
  }
  return warnings;
}
