import { ByteBufGetters } from './byte-buf-getters.ts';
import { setLong, setLongLE } from './long.ts';
import { setMedium, setMediumLE } from './medium.ts';

/**
 * The part of ByteBuf that writes numbers. `LE`: the lowest byte comes first. A value that does not fit is cut to its
 * lowest bytes, as in Java.
 *
 * Signed values are set as unsigned ones, which are the same bits: V8's compilers give up on DataView's signed setters for
 * good (Node 24: 10 ns instead of 0.4).
 */
export abstract class ByteBufSetters extends ByteBufGetters {
  // At an index, which counts from 0 whatever has been written.

  setBoolean(index: number, value: boolean): this {
    const at = this.integerTo('setBoolean', index, 1);
    this.owner.view.setUint8(at, value ? 1 : 0);
    return this.stored();
  }

  setByte(index: number, value: number): this {
    const at = this.integerTo('setByte', index, 1);
    this.owner.view.setUint8(at, value);
    return this.stored();
  }

  setShort(index: number, value: number): this {
    const at = this.integerTo('setShort', index, 2);
    this.owner.view.setUint16(at, value);
    return this.stored();
  }

  setShortLE(index: number, value: number): this {
    const at = this.integerTo('setShortLE', index, 2);
    this.owner.view.setUint16(at, value, true);
    return this.stored();
  }

  /** Takes a UTF-16 code unit, as a number. */
  setChar(index: number, value: number): this {
    const at = this.integerTo('setChar', index, 2);
    this.owner.view.setUint16(at, value);
    return this.stored();
  }

  setMedium(index: number, value: number): this {
    const at = this.integerTo('setMedium', index, 3);
    setMedium(this.owner.view, at, value);
    return this.stored();
  }

  setMediumLE(index: number, value: number): this {
    const at = this.integerTo('setMediumLE', index, 3);
    setMediumLE(this.owner.view, at, value);
    return this.stored();
  }

  setInt(index: number, value: number): this {
    const at = this.integerTo('setInt', index, 4);
    this.owner.view.setUint32(at, value);
    return this.stored();
  }

  setIntLE(index: number, value: number): this {
    const at = this.integerTo('setIntLE', index, 4);
    this.owner.view.setUint32(at, value, true);
    return this.stored();
  }

  setLong(index: number, value: bigint): this {
    const at = this.integerTo('setLong', index, 8);
    setLong(this.owner.view, at, value);
    return this.stored();
  }

  setLongLE(index: number, value: bigint): this {
    const at = this.integerTo('setLongLE', index, 8);
    setLongLE(this.owner.view, at, value);
    return this.stored();
  }

  setFloat(index: number, value: number): this {
    const at = this.integerTo('setFloat', index, 4);
    this.owner.view.setFloat32(at, value);
    return this.stored();
  }

  setFloatLE(index: number, value: number): this {
    const at = this.integerTo('setFloatLE', index, 4);
    this.owner.view.setFloat32(at, value, true);
    return this.stored();
  }

  setDouble(index: number, value: number): this {
    const at = this.integerTo('setDouble', index, 8);
    this.owner.view.setFloat64(at, value);
    return this.stored();
  }

  setDoubleLE(index: number, value: number): this {
    const at = this.integerTo('setDoubleLE', index, 8);
    this.owner.view.setFloat64(at, value, true);
    return this.stored();
  }

  // At the writer index, which moves behind the value; grows, up to `maxCapacity`.

  writeBoolean(value: boolean): this {
    const at = this.room('writeBoolean', 1);
    this.owner.view.setUint8(at, value ? 1 : 0);
    return this.wrote(1);
  }

  writeByte(value: number): this {
    const at = this.room('writeByte', 1);
    this.owner.view.setUint8(at, value);
    return this.wrote(1);
  }

  writeShort(value: number): this {
    const at = this.room('writeShort', 2);
    this.owner.view.setUint16(at, value);
    return this.wrote(2);
  }

  writeShortLE(value: number): this {
    const at = this.room('writeShortLE', 2);
    this.owner.view.setUint16(at, value, true);
    return this.wrote(2);
  }

  /** Takes a UTF-16 code unit, as a number. */
  writeChar(value: number): this {
    const at = this.room('writeChar', 2);
    this.owner.view.setUint16(at, value);
    return this.wrote(2);
  }

  writeMedium(value: number): this {
    const at = this.room('writeMedium', 3);
    setMedium(this.owner.view, at, value);
    return this.wrote(3);
  }

  writeMediumLE(value: number): this {
    const at = this.room('writeMediumLE', 3);
    setMediumLE(this.owner.view, at, value);
    return this.wrote(3);
  }

  writeInt(value: number): this {
    const at = this.room('writeInt', 4);
    this.owner.view.setUint32(at, value);
    return this.wrote(4);
  }

  writeIntLE(value: number): this {
    const at = this.room('writeIntLE', 4);
    this.owner.view.setUint32(at, value, true);
    return this.wrote(4);
  }

  writeLong(value: bigint): this {
    const at = this.room('writeLong', 8);
    setLong(this.owner.view, at, value);
    return this.wrote(8);
  }

  writeLongLE(value: bigint): this {
    const at = this.room('writeLongLE', 8);
    setLongLE(this.owner.view, at, value);
    return this.wrote(8);
  }

  writeFloat(value: number): this {
    const at = this.room('writeFloat', 4);
    this.owner.view.setFloat32(at, value);
    return this.wrote(4);
  }

  writeFloatLE(value: number): this {
    const at = this.room('writeFloatLE', 4);
    this.owner.view.setFloat32(at, value, true);
    return this.wrote(4);
  }

  writeDouble(value: number): this {
    const at = this.room('writeDouble', 8);
    this.owner.view.setFloat64(at, value);
    return this.wrote(8);
  }

  writeDoubleLE(value: number): this {
    const at = this.room('writeDoubleLE', 8);
    this.owner.view.setFloat64(at, value, true);
    return this.wrote(8);
  }
}
