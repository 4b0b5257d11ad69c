import { ByteBufGetters } from './byte-buf-getters.ts';
import {
  put8,
  put16,
  putBoolean,
  putFloat32,
  putFloat64,
  putLong,
  putLongLE,
  putMedium,
  putMediumLE,
  refuseValue,
} from './number-access.ts';

/**
 * The part of ByteBuf that writes numbers. `LE`: the lowest byte comes first. A value that does not fit is cut to its
 * lowest bytes, as in Java; as an integer, a number loses what is behind the point, and NaN and the infinities are 0. A value
 * of another type is refused with an `IllegalArgumentError`, which leaves bytes and indices as they were.
 *
 * The accessors of an int are spelled out, for the reason that byte-buf-getters.ts gives.
 */
export abstract class ByteBufSetters extends ByteBufGetters {
  // At an index, which counts from 0 whatever has been written.

  setBoolean(index: number, value: boolean): this {
    const at = this.integerTo('setBoolean', index, 1);
    putBoolean(this.owner, at, value);
    return this.stored();
  }

  setByte(index: number, value: number): this {
    const at = this.integerTo('setByte', index, 1);
    put8(this.owner, at, value);
    return this.stored();
  }

  setShort(index: number, value: number): this {
    const at = this.integerTo('setShort', index, 2);
    put16(this.owner, at, value);
    return this.stored();
  }

  setShortLE(index: number, value: number): this {
    const at = this.integerTo('setShortLE', index, 2);
    put16(this.owner, at, value, true);
    return this.stored();
  }

  /** Takes a UTF-16 code unit, as a number. */
  setChar(index: number, value: number): this {
    const at = this.integerTo('setChar', index, 2);
    put16(this.owner, at, value);
    return this.stored();
  }

  setMedium(index: number, value: number): this {
    const at = this.integerTo('setMedium', index, 3);
    putMedium(this.owner, at, value);
    return this.stored();
  }

  setMediumLE(index: number, value: number): this {
    const at = this.integerTo('setMediumLE', index, 3);
    putMediumLE(this.owner, at, value);
    return this.stored();
  }

  setInt(index: number, value: number): this {
    const at = this.integerTo('setInt', index, 4);
    try {
      this.owner.view.setUint32(at, typeof value === 'number' ? value : refuseValue(value, 'number'));
    } catch (error) {
      throw this.owner.explain(error, at + 4);
    }
    return this.stored();
  }

  setIntLE(index: number, value: number): this {
    const at = this.integerTo('setIntLE', index, 4);
    try {
      this.owner.view.setUint32(at, typeof value === 'number' ? value : refuseValue(value, 'number'), true);
    } catch (error) {
      throw this.owner.explain(error, at + 4);
    }
    return this.stored();
  }

  setLong(index: number, value: bigint): this {
    const at = this.integerTo('setLong', index, 8);
    putLong(this.owner, at, value);
    return this.stored();
  }

  setLongLE(index: number, value: bigint): this {
    const at = this.integerTo('setLongLE', index, 8);
    putLongLE(this.owner, at, value);
    return this.stored();
  }

  setFloat(index: number, value: number): this {
    const at = this.integerTo('setFloat', index, 4);
    putFloat32(this.owner, at, value);
    return this.stored();
  }

  setFloatLE(index: number, value: number): this {
    const at = this.integerTo('setFloatLE', index, 4);
    putFloat32(this.owner, at, value, true);
    return this.stored();
  }

  setDouble(index: number, value: number): this {
    const at = this.integerTo('setDouble', index, 8);
    putFloat64(this.owner, at, value);
    return this.stored();
  }

  setDoubleLE(index: number, value: number): this {
    const at = this.integerTo('setDoubleLE', index, 8);
    putFloat64(this.owner, at, value, true);
    return this.stored();
  }

  // At the writer index, which moves behind the value; grows, up to `maxCapacity`.

  writeBoolean(value: boolean): this {
    const at = this.room('writeBoolean', 1);
    putBoolean(this.owner, at, value);
    return this.wrote(1);
  }

  writeByte(value: number): this {
    const at = this.room('writeByte', 1);
    put8(this.owner, at, value);
    return this.wrote(1);
  }

  writeShort(value: number): this {
    const at = this.room('writeShort', 2);
    put16(this.owner, at, value);
    return this.wrote(2);
  }

  writeShortLE(value: number): this {
    const at = this.room('writeShortLE', 2);
    put16(this.owner, at, value, true);
    return this.wrote(2);
  }

  /** Takes a UTF-16 code unit, as a number. */
  writeChar(value: number): this {
    const at = this.room('writeChar', 2);
    put16(this.owner, at, value);
    return this.wrote(2);
  }

  writeMedium(value: number): this {
    const at = this.room('writeMedium', 3);
    putMedium(this.owner, at, value);
    return this.wrote(3);
  }

  writeMediumLE(value: number): this {
    const at = this.room('writeMediumLE', 3);
    putMediumLE(this.owner, at, value);
    return this.wrote(3);
  }

  writeInt(value: number): this {
    const at = this.room('writeInt', 4);
    try {
      this.owner.view.setUint32(at, typeof value === 'number' ? value : refuseValue(value, 'number'));
    } catch (error) {
      throw this.owner.explain(error, at + 4);
    }
    return this.wrote(4);
  }

  writeIntLE(value: number): this {
    const at = this.room('writeIntLE', 4);
    try {
      this.owner.view.setUint32(at, typeof value === 'number' ? value : refuseValue(value, 'number'), true);
    } catch (error) {
      throw this.owner.explain(error, at + 4);
    }
    return this.wrote(4);
  }

  writeLong(value: bigint): this {
    const at = this.room('writeLong', 8);
    putLong(this.owner, at, value);
    return this.wrote(8);
  }

  writeLongLE(value: bigint): this {
    const at = this.room('writeLongLE', 8);
    putLongLE(this.owner, at, value);
    return this.wrote(8);
  }

  writeFloat(value: number): this {
    const at = this.room('writeFloat', 4);
    putFloat32(this.owner, at, value);
    return this.wrote(4);
  }

  writeFloatLE(value: number): this {
    const at = this.room('writeFloatLE', 4);
    putFloat32(this.owner, at, value, true);
    return this.wrote(4);
  }

  writeDouble(value: number): this {
    const at = this.room('writeDouble', 8);
    putFloat64(this.owner, at, value);
    return this.wrote(8);
  }

  writeDoubleLE(value: number): this {
    const at = this.room('writeDoubleLE', 8);
    putFloat64(this.owner, at, value, true);
    return this.wrote(8);
  }
}
