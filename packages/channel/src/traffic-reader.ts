import { type FileHandle, open } from 'node:fs/promises';
import { DamagedCaptureError } from './errors.ts';
import {
  CAPTURE_HEADER,
  decodeRecord,
  headerFault,
  lengthIn,
  MAX_RECORD_BYTES,
  RECORD_HEADER_BYTES,
  type TrafficRecord,
} from './traffic-record.ts';

/**
 * The records of a capture, in their order; one at a time is in memory. Returns owned: the bytes of a record are its own.
 *
 * @throws DamagedCaptureError when what comes next is no record; those before it have been given by then.
 */
export async function* readTraffic(path: string): AsyncGenerator<TrafficRecord, void, undefined> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const fail = (offset: number, reason: string): never => {
      throw new DamagedCaptureError(path, offset, reason);
    };
    const fault = headerFault(await read(file, 0, CAPTURE_HEADER.length));
    if (fault !== undefined) {
      fail(0, fault);
    }
    for (let offset = CAPTURE_HEADER.length; offset < size; ) {
      const restBytes = size - offset;
      if (restBytes < RECORD_HEADER_BYTES) {
        fail(offset, `a record begins there, of which there are only ${restBytes} bytes.`);
      }
      const lengthBytes = lengthIn(await read(file, offset, RECORD_HEADER_BYTES));
      if (lengthBytes > MAX_RECORD_BYTES) {
        fail(offset, `its length is ${lengthBytes} bytes, and no record has more than ${MAX_RECORD_BYTES}.`);
      }
      if (lengthBytes > restBytes - RECORD_HEADER_BYTES) {
        fail(offset, `its length is ${lengthBytes} bytes, of which there are ${restBytes - RECORD_HEADER_BYTES}.`);
      }
      const record = decodeRecord(await read(file, offset, RECORD_HEADER_BYTES + lengthBytes));
      if (typeof record === 'string') {
        throw new DamagedCaptureError(path, offset, record);
      }
      yield record;
      offset += RECORD_HEADER_BYTES + lengthBytes;
    }
  } finally {
    await file.close();
  }
}

/** So many bytes; those that the file does not have are zeros. */
async function read(file: FileHandle, position: number, lengthBytes: number): Promise<Buffer> {
  const { buffer } = await file.read(Buffer.alloc(lengthBytes), 0, lengthBytes, position);
  return buffer;
}
