import type { ByteBuf } from '@watertight/buffer';
import { expect, test } from 'vitest';
import { illegalArgument, illegalCount, outcome } from '../outcome.ts';
import { indices } from './lent-buffer.ts';

/** Every call that uses the bytes. */
const USES: readonly (readonly [call: string, use: (buffer: ByteBuf) => unknown])[] = [
  ['getInt', (buffer) => buffer.getInt(0)],
  ['setInt', (buffer) => buffer.setInt(0, 1)],
  ['readInt', (buffer) => buffer.readInt()],
  ['writeInt', (buffer) => buffer.writeInt(1)],
  ['getBytes', (buffer) => buffer.getBytes(0, new Uint8Array(0))],
  ['setBytes', (buffer) => buffer.setBytes(0, new Uint8Array(0))],
  ['readBytes', (buffer) => buffer.readBytes(0)],
  ['writeBytes', (buffer) => buffer.writeBytes(new Uint8Array(0))],
  ['writeZero', (buffer) => buffer.writeZero(0)],
  ['skipBytes', (buffer) => buffer.skipBytes(0)],
  ['ensureWritable', (buffer) => buffer.ensureWritable(0)],
  ['getCharSequence', (buffer) => buffer.getCharSequence(0, 0)],
  ['setCharSequence', (buffer) => buffer.setCharSequence(0, '')],
  ['readCharSequence', (buffer) => buffer.readCharSequence(0)],
  ['writeCharSequence', (buffer) => buffer.writeCharSequence('')],
  ['toString', (buffer) => buffer.toString('utf8')],
  ['toBuffer', (buffer) => buffer.toBuffer()],
  ['copy', (buffer) => buffer.copy()],
  ['slice', (buffer) => buffer.slice()],
  ['retainedSlice', (buffer) => buffer.retainedSlice()],
  ['readSlice', (buffer) => buffer.readSlice(0)],
  ['readRetainedSlice', (buffer) => buffer.readRetainedSlice(0)],
  ['duplicate', (buffer) => buffer.duplicate()],
  ['retainedDuplicate', (buffer) => buffer.retainedDuplicate()],
];

export function countContract(make: () => ByteBuf): void {
  test('the memory lives until its last reference is given back', () => {
    const buffer = make();
    expect([buffer.refCnt, buffer.retain(), buffer.retain(3).refCnt]).toEqual([1, buffer, 5]);
    expect([buffer.release(), buffer.release(3), buffer.refCnt, buffer.getByte(1)]).toEqual([false, false, 1, 1]);
    expect([buffer.release(), buffer.refCnt]).toEqual([true, 0]);
  });

  test('a count does not change by what is no count', () => {
    const buffer = make();
    for (const change of [0, -1, 0.5, NaN]) {
      const expected = `${change} (expected: > 0), a whole number of references`;
      expect(outcome(() => buffer.retain(change))).toEqual(illegalArgument(`increment: ${expected}`));
      expect(outcome(() => buffer.release(change))).toEqual(illegalArgument(`decrement: ${expected}`));
    }
    // Of a tracked buffer, it goes on with what is known of its life.
    expect(outcome(() => buffer.release(2))).toEqual(
      illegalCount(
        expect.stringMatching(
          /^refCnt: 1, decrement: 2\. No more references can be released than are held\.(?: It was|$)/,
        ),
      ),
    );
    expect(outcome(() => buffer.retain(2 ** 31 - 1))).toEqual(
      illegalCount('refCnt: 1, increment: 2147483647. A count cannot exceed 2147483647.'),
    );
    expect([buffer.refCnt, buffer.release()]).toEqual([1, true]);
  });

  test.for(USES)('%s does not reach released memory, by whatever handle', ([, use]) => {
    const buffer = make();
    const [slice, duplicate] = [buffer.slice(0, 8), buffer.duplicate()];
    buffer.release();
    for (const handle of [buffer, slice, duplicate]) {
      expect(outcome(() => use(handle))).toEqual(illegalCount(expect.stringMatching(/^refCnt: 0\. /)));
      expect(handle.refCnt).toBe(0);
    }
  });

  test('a released buffer can still be asked for its indices and touched', () => {
    const buffer = make().setIndex(2, 6);
    buffer.release();
    expect([indices(buffer), buffer.touch('late') === buffer]).toEqual([[2, 6], true]);
    expect(String(buffer)).toMatch(/^(Unpooled|Pooled|Composite)\w*ByteBuf\(freed(, components=\d+)?\)$/);
  });
}
