import { crc32 } from 'node:zlib';
import type { BufferState } from './corpus-case.ts';

/** What reading a value came to: the value, or what it threw. */
export type Observation = { readonly value: unknown } | { readonly error: Error };

/** How each thing that is recorded of a buffer is read from one of ours. */
const READERS: Readonly<Record<string, (buffer: object) => unknown>> = {
  readerIndex: (buffer) => Reflect.get(buffer, 'readerIndex'),
  writerIndex: (buffer) => Reflect.get(buffer, 'writerIndex'),
  capacity: (buffer) => Reflect.get(buffer, 'capacity'),
  maxCapacity: (buffer) => Reflect.get(buffer, 'maxCapacity'),
  refCnt: (buffer) => Reflect.get(buffer, 'refCnt'),
  hex: (buffer) => contentOf(buffer).toString('hex'),
  crc32: (buffer) => crc32(contentOf(buffer)).toString(16).padStart(8, '0'),
  offsets,
};

/** Reads of `buffer` what was recorded of its counterpart. */
export function observe(buffer: object, recorded: BufferState): ReadonlyMap<string, Observation> {
  const fields = Object.keys(recorded).filter((field) => field in READERS);
  return new Map(fields.map((field) => [field, read(field, buffer)]));
}

/** Reads one of the things that are recorded of buffers. */
export function read(field: string, buffer: object): Observation {
  try {
    return { value: READERS[field]?.(buffer) };
  } catch (error) {
    if (error instanceof Error) {
      return { error };
    }
    throw error;
  }
}

/** All bytes from index 0 to the capacity. */
function contentOf(buffer: object): Buffer {
  const content = Buffer.alloc(Number(Reflect.get(buffer, 'capacity')));
  call(buffer, 'getBytes', 0, content);
  return content;
}

function offsets(buffer: object): readonly unknown[] {
  const length = Number(Reflect.get(buffer, 'numComponents'));
  return Array.from({ length }, (_, index) => call(buffer, 'toByteIndex', index));
}

function call(buffer: object, method: string, ...args: readonly unknown[]): unknown {
  return Reflect.apply(Reflect.get(buffer, method), buffer, args);
}
