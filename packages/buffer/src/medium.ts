// 24-bit integers, which a DataView does not have. Whoever calls has checked that three bytes are there.

export function getMedium(view: DataView, at: number): number {
  return (view.getInt16(at) << 8) | view.getUint8(at + 2);
}

export function getMediumLE(view: DataView, at: number): number {
  return (view.getInt8(at + 2) << 16) | view.getUint16(at, true);
}

export function getUnsignedMedium(view: DataView, at: number): number {
  return (view.getUint16(at) << 8) | view.getUint8(at + 2);
}

export function getUnsignedMediumLE(view: DataView, at: number): number {
  return (view.getUint8(at + 2) << 16) | view.getUint16(at, true);
}

export function setMedium(view: DataView, at: number, value: number): void {
  view.setUint16(at, value >> 8);
  view.setUint8(at + 2, value);
}

export function setMediumLE(view: DataView, at: number, value: number): void {
  view.setUint16(at, value, true);
  view.setUint8(at + 2, value >> 16);
}
