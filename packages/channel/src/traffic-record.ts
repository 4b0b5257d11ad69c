// The format of a capture. All numbers are big-endian.
//
//   file    magic (8 bytes) · version (uint32) · records
//   record  length (uint32) · kind (uint8) · connection (uint32) · time (float64, milliseconds) · checksum (uint32) · bytes
//
// The length is that of the bytes. The checksum is the CRC-32 of all else in the record, in its order.

import { crc32 } from 'node:zlib';

/** Its first byte is no text, and its line ends do not survive programs that take it for text: as in PNG. */
const MAGIC = Buffer.from('\x89WTCAP\r\n', 'latin1');

const VERSION = 1;

/** What a capture begins with. */
export const CAPTURE_HEADER = Buffer.concat([MAGIC, Buffer.of(0, 0, 0, VERSION)]);

/** What stands before the bytes of a record. */
export const RECORD_HEADER_BYTES = 21;

const CHECKSUM_AT = 17;

/** Longer reads are several records, so that a reader knows a length that cannot be. */
export const MAX_RECORD_BYTES = 1024 * 1024;

/** The number of a kind is its place. */
const KINDS: readonly TrafficRecord['kind'][] = ['opened', 'read', 'closed'];

/** One thing that came from the peer of a connection. */
export interface TrafficRecord {
  /** Connections are counted from 1, in the order in which they opened. */
  readonly connection: number;
  /** Since the capture's first record. */
  readonly timeMs: number;
  readonly kind: 'opened' | 'read' | 'closed';
  /** What was read; nothing otherwise. */
  readonly bytes: Uint8Array;
}

/** A record as it is written. */
export function encodeRecord({ connection, timeMs, kind, bytes }: TrafficRecord): Buffer {
  const record = Buffer.allocUnsafe(RECORD_HEADER_BYTES + bytes.length);
  record.writeUInt32BE(bytes.length, 0);
  record.writeUInt8(KINDS.indexOf(kind), 4);
  record.writeUInt32BE(connection, 5);
  record.writeDoubleBE(timeMs, 9);
  record.set(bytes, RECORD_HEADER_BYTES);
  record.writeUInt32BE(checksumOf(record), CHECKSUM_AT);
  return record;
}

/** Why a file that begins with `header` cannot be read; undefined if it can. */
export function headerFault(header: Buffer): string | undefined {
  if (!MAGIC.equals(header.subarray(0, MAGIC.length))) {
    return 'it does not begin as a capture does. Give a file that a TrafficCapture has written.';
  }
  const version = header.readUInt32BE(MAGIC.length);
  return version > VERSION || version === 0
    ? `its version is ${version}, and this reader knows versions up to ${VERSION}. Update @watertight/channel.`
    : undefined;
}

/** How many bytes follow a record's header. */
export function lengthIn(header: Buffer): number {
  return header.readUInt32BE(0);
}

/** A record that is there as a whole; a text says why it is none. */
export function decodeRecord(record: Buffer): TrafficRecord | string {
  const [written, actual] = [record.readUInt32BE(CHECKSUM_AT), checksumOf(record)];
  if (written !== actual) {
    return `its checksum is ${hex(written)}, and its bytes come to ${hex(actual)}.`;
  }
  const kind = KINDS[record.readUInt8(4)];
  return kind === undefined
    ? `its kind is ${record.readUInt8(4)}, which is none.`
    : {
        connection: record.readUInt32BE(5),
        timeMs: record.readDoubleBE(9),
        kind,
        bytes: record.subarray(RECORD_HEADER_BYTES),
      };
}

function checksumOf(record: Buffer): number {
  return crc32(record.subarray(RECORD_HEADER_BYTES), crc32(record.subarray(0, CHECKSUM_AT)));
}

function hex(value: number): string {
  return `0x${value.toString(16).padStart(8, '0')}`;
}
