import { ByteBufHandle } from './byte-buf-handle.ts';
import { getMedium, getMediumLE, getUnsignedMedium, getUnsignedMediumLE } from './medium.ts';

/**
 * The part of ByteBuf that reads numbers. `LE`: the lowest byte comes first.
 *
 * The view is asked for after the guard: of scattered memory it is the piece that the guard has found.
 */
export abstract class ByteBufGetters extends ByteBufHandle {
  // At an index, which counts from 0 whatever has been read.

  getBoolean(index: number): boolean {
    const at = this.integerAt('getBoolean', index, 1);
    return this.owner.view.getUint8(at) !== 0;
  }

  getByte(index: number): number {
    const at = this.integerAt('getByte', index, 1);
    return this.owner.view.getInt8(at);
  }

  getUnsignedByte(index: number): number {
    const at = this.integerAt('getUnsignedByte', index, 1);
    return this.owner.view.getUint8(at);
  }

  getShort(index: number): number {
    const at = this.integerAt('getShort', index, 2);
    return this.owner.view.getInt16(at);
  }

  getShortLE(index: number): number {
    const at = this.integerAt('getShortLE', index, 2);
    return this.owner.view.getInt16(at, true);
  }

  getUnsignedShort(index: number): number {
    const at = this.integerAt('getUnsignedShort', index, 2);
    return this.owner.view.getUint16(at);
  }

  getUnsignedShortLE(index: number): number {
    const at = this.integerAt('getUnsignedShortLE', index, 2);
    return this.owner.view.getUint16(at, true);
  }

  /** A UTF-16 code unit, as a number. */
  getChar(index: number): number {
    const at = this.integerAt('getChar', index, 2);
    return this.owner.view.getUint16(at);
  }

  getMedium(index: number): number {
    const at = this.integerAt('getMedium', index, 3);
    return getMedium(this.owner.view, at);
  }

  getMediumLE(index: number): number {
    const at = this.integerAt('getMediumLE', index, 3);
    return getMediumLE(this.owner.view, at);
  }

  getUnsignedMedium(index: number): number {
    const at = this.integerAt('getUnsignedMedium', index, 3);
    return getUnsignedMedium(this.owner.view, at);
  }

  getUnsignedMediumLE(index: number): number {
    const at = this.integerAt('getUnsignedMediumLE', index, 3);
    return getUnsignedMediumLE(this.owner.view, at);
  }

  getInt(index: number): number {
    const at = this.integerAt('getInt', index, 4);
    return this.owner.view.getInt32(at);
  }

  getIntLE(index: number): number {
    const at = this.integerAt('getIntLE', index, 4);
    return this.owner.view.getInt32(at, true);
  }

  getUnsignedInt(index: number): number {
    const at = this.integerAt('getUnsignedInt', index, 4);
    return this.owner.view.getUint32(at);
  }

  getUnsignedIntLE(index: number): number {
    const at = this.integerAt('getUnsignedIntLE', index, 4);
    return this.owner.view.getUint32(at, true);
  }

  getLong(index: number): bigint {
    const at = this.integerAt('getLong', index, 8);
    return this.owner.view.getBigInt64(at);
  }

  getLongLE(index: number): bigint {
    const at = this.integerAt('getLongLE', index, 8);
    return this.owner.view.getBigInt64(at, true);
  }

  getFloat(index: number): number {
    const at = this.integerAt('getFloat', index, 4);
    return this.owner.view.getFloat32(at);
  }

  getFloatLE(index: number): number {
    const at = this.integerAt('getFloatLE', index, 4);
    return this.owner.view.getFloat32(at, true);
  }

  getDouble(index: number): number {
    const at = this.integerAt('getDouble', index, 8);
    return this.owner.view.getFloat64(at);
  }

  getDoubleLE(index: number): number {
    const at = this.integerAt('getDoubleLE', index, 8);
    return this.owner.view.getFloat64(at, true);
  }

  // At the reader index, which moves behind the value once it is there.

  readBoolean(): boolean {
    const at = this.nextInteger('readBoolean', 1);
    const value = this.owner.view.getUint8(at) !== 0;
    this.reader += 1;
    return value;
  }

  readByte(): number {
    const at = this.nextInteger('readByte', 1);
    const value = this.owner.view.getInt8(at);
    this.reader += 1;
    return value;
  }

  readUnsignedByte(): number {
    const at = this.nextInteger('readUnsignedByte', 1);
    const value = this.owner.view.getUint8(at);
    this.reader += 1;
    return value;
  }

  readShort(): number {
    const at = this.nextInteger('readShort', 2);
    const value = this.owner.view.getInt16(at);
    this.reader += 2;
    return value;
  }

  readShortLE(): number {
    const at = this.nextInteger('readShortLE', 2);
    const value = this.owner.view.getInt16(at, true);
    this.reader += 2;
    return value;
  }

  readUnsignedShort(): number {
    const at = this.nextInteger('readUnsignedShort', 2);
    const value = this.owner.view.getUint16(at);
    this.reader += 2;
    return value;
  }

  readUnsignedShortLE(): number {
    const at = this.nextInteger('readUnsignedShortLE', 2);
    const value = this.owner.view.getUint16(at, true);
    this.reader += 2;
    return value;
  }

  /** A UTF-16 code unit, as a number. */
  readChar(): number {
    const at = this.nextInteger('readChar', 2);
    const value = this.owner.view.getUint16(at);
    this.reader += 2;
    return value;
  }

  readMedium(): number {
    const at = this.nextInteger('readMedium', 3);
    const value = getMedium(this.owner.view, at);
    this.reader += 3;
    return value;
  }

  readMediumLE(): number {
    const at = this.nextInteger('readMediumLE', 3);
    const value = getMediumLE(this.owner.view, at);
    this.reader += 3;
    return value;
  }

  readUnsignedMedium(): number {
    const at = this.nextInteger('readUnsignedMedium', 3);
    const value = getUnsignedMedium(this.owner.view, at);
    this.reader += 3;
    return value;
  }

  readUnsignedMediumLE(): number {
    const at = this.nextInteger('readUnsignedMediumLE', 3);
    const value = getUnsignedMediumLE(this.owner.view, at);
    this.reader += 3;
    return value;
  }

  readInt(): number {
    const at = this.nextInteger('readInt', 4);
    const value = this.owner.view.getInt32(at);
    this.reader += 4;
    return value;
  }

  readIntLE(): number {
    const at = this.nextInteger('readIntLE', 4);
    const value = this.owner.view.getInt32(at, true);
    this.reader += 4;
    return value;
  }

  readUnsignedInt(): number {
    const at = this.nextInteger('readUnsignedInt', 4);
    const value = this.owner.view.getUint32(at);
    this.reader += 4;
    return value;
  }

  readUnsignedIntLE(): number {
    const at = this.nextInteger('readUnsignedIntLE', 4);
    const value = this.owner.view.getUint32(at, true);
    this.reader += 4;
    return value;
  }

  readLong(): bigint {
    const at = this.nextInteger('readLong', 8);
    const value = this.owner.view.getBigInt64(at);
    this.reader += 8;
    return value;
  }

  readLongLE(): bigint {
    const at = this.nextInteger('readLongLE', 8);
    const value = this.owner.view.getBigInt64(at, true);
    this.reader += 8;
    return value;
  }

  readFloat(): number {
    const at = this.nextInteger('readFloat', 4);
    const value = this.owner.view.getFloat32(at);
    this.reader += 4;
    return value;
  }

  readFloatLE(): number {
    const at = this.nextInteger('readFloatLE', 4);
    const value = this.owner.view.getFloat32(at, true);
    this.reader += 4;
    return value;
  }

  readDouble(): number {
    const at = this.nextInteger('readDouble', 8);
    const value = this.owner.view.getFloat64(at);
    this.reader += 8;
    return value;
  }

  readDoubleLE(): number {
    const at = this.nextInteger('readDoubleLE', 8);
    const value = this.owner.view.getFloat64(at, true);
    this.reader += 8;
    return value;
  }
}
