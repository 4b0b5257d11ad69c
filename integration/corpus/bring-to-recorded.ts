import type { BufferState } from './corpus-case.ts';
import type { PerformedStep } from './deviation.ts';

/** Gives the buffers of a step the capacity, the bytes and the indices that Netty's have, or that are next to those. */
export function bringToRecorded({ step: { target, state, others = {} }, after }: PerformedStep): void {
  const states = target === null || state === undefined ? others : { ...others, [target]: state };
  for (const [name, recorded] of Object.entries(states)) {
    const buffer = after.find(name)?.object;
    if (buffer !== undefined && recorded.refCnt !== 0) {
      bring(buffer, recorded);
    }
  }
}

/** Touches nothing that is right already: it may be read-only. */
function bring(buffer: object, { capacity, readerIndex, writerIndex, hex }: BufferState): void {
  assign(buffer, 'capacity', capacity);
  const indices = [readerIndex, writerIndex].map((index) => Math.min(Number(index), Number(capacity)));
  call(buffer, 'setIndex', ...indices);
  Buffer.from(String(hex ?? ''), 'hex').forEach((byte, index) => {
    if (call(buffer, 'getUnsignedByte', index) !== byte) {
      call(buffer, 'setByte', index, byte);
    }
  });
}

function assign(buffer: object, property: string, value: unknown): void {
  if (Reflect.get(buffer, property) !== value) {
    Reflect.set(buffer, property, value);
  }
}

function call(buffer: object, method: string, ...args: readonly unknown[]): unknown {
  return Reflect.apply(Reflect.get(buffer, method), buffer, args);
}
