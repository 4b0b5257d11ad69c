// 64-bit integers, written as two halves: of a DataView's methods only those for bigints are not inlined, but called
// (Node 24: 7 ns instead of 2). Whoever calls has checked that eight bytes are there.

const LONG = new BigInt64Array(1);

const HALVES = new Uint32Array(LONG.buffer);

/** Which half is the lower one on this machine. */
const LOW = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1 ? 0 : 1;

const HIGH = 1 - LOW;

export function setLong(view: DataView, at: number, value: bigint): void {
  LONG[0] = value;
  view.setUint32(at, HALVES[HIGH] as number);
  view.setUint32(at + 4, HALVES[LOW] as number);
}

export function setLongLE(view: DataView, at: number, value: bigint): void {
  LONG[0] = value;
  view.setUint32(at, HALVES[LOW] as number, true);
  view.setUint32(at + 4, HALVES[HIGH] as number, true);
}
