import type { ByteBuf } from '@watertight/buffer';
import { ByteToMessageDecoder, type ChannelHandlerContext } from '@watertight/channel';
import { Command } from './command.ts';
import { ProtocolError } from './errors.ts';

/** How long a line may be, as in Redis: a length, or a command that somebody has typed. */
const MAX_LINE_BYTES = 64 * 1024;

/** As in Redis. */
const MAX_ARGUMENTS = 1024 * 1024;

const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const DOLLAR = 0x24;
const STAR = 0x2a;
const MINUS = 0x2d;
const ZERO = 0x30;

/**
 * Cuts what is read into commands, wherever reads may have cut it: RESP2 arrays of bulk strings, as clients send them, and
 * plain lines, as people type them (without quotes).
 *
 * Nothing is read from the input before a command is whole. So a command is one slice of it, whose arguments are places in
 * that slice, and there is nothing to release of a command that never becomes whole: the input is the base class's. What
 * was found so far is remembered, so that a long command is looked through once.
 */
export class RespDecoder extends ByteToMessageDecoder {
  readonly #maxCommandBytes: number;
  /** Where to look next, counted from where the command begins. */
  #at = 0;
  /** Arguments to come; 0 when the next thing is a command's first line. */
  #expected = 0;
  /** The length of the argument at {@link #at}, once it is known. */
  #bulkBytes: number | undefined;
  #ranges: number[] = [];
  #hasFailed = false;

  /** A command that is longer than `maxCommandBytes` is refused as soon as it says so, before anybody makes room for it. */
  constructor(maxCommandBytes: number) {
    super();
    this.#maxCommandBytes = maxCommandBytes;
  }

  protected override decode(_ctx: ChannelHandlerContext, input: ByteBuf, out: unknown[]): void {
    if (this.#hasFailed) {
      input.skipBytes(input.readableBytes);
      return;
    }
    try {
      if (this.#isWhole(input)) {
        const ranges = this.#ranges;
        const content = input.readRetainedSlice(this.#at);
        this.#at = 0;
        this.#ranges = [];
        if (ranges.length > 0) {
          out.push(new Command(content, ranges));
        } else {
          // An empty line, or an array of nothing: Redis takes no notice.
          content.release();
        }
      }
    } catch (error) {
      this.#hasFailed = true;
      throw error;
    }
  }

  #isWhole(input: ByteBuf): boolean {
    if (this.#expected === 0) {
      if (input.getByte(input.readerIndex) !== STAR) {
        return this.#findWords(input);
      }
      const count = this.#readLength(input, 'too big mbulk count string', 'invalid multibulk length');
      if (count === undefined) {
        return false;
      }
      if (count > MAX_ARGUMENTS) {
        throw new ProtocolError('invalid multibulk length');
      }
      this.#expected = Math.max(count, 0);
    }
    while (this.#expected > 0) {
      if (!this.#findArgument(input)) {
        return false;
      }
      this.#expected -= 1;
    }
    return true;
  }

  #findArgument(input: ByteBuf): boolean {
    this.#bulkBytes ??= this.#readBulkLength(input);
    if (this.#bulkBytes === undefined || input.readableBytes < this.#at + this.#bulkBytes + 2) {
      return false;
    }
    this.#ranges.push(this.#at, this.#bulkBytes);
    this.#at += this.#bulkBytes + 2;
    this.#bulkBytes = undefined;
    return true;
  }

  #readBulkLength(input: ByteBuf): number | undefined {
    if (input.readableBytes === this.#at) {
      return undefined;
    }
    const first = input.getByte(input.readerIndex + this.#at);
    if (first !== DOLLAR) {
      throw new ProtocolError(`expected '$', got '${String.fromCharCode(first & 0xff)}'`);
    }
    const length = this.#readLength(input, 'too big bulk count string', 'invalid bulk length');
    if (length !== undefined && (length < 0 || this.#at + length > this.#maxCommandBytes)) {
      throw new ProtocolError('invalid bulk length');
    }
    return length;
  }

  /** The number behind the first byte of a line, once all of the line is there. */
  #readLength(input: ByteBuf, tooLong: string, notANumber: string): number | undefined {
    const start = input.readerIndex + this.#at;
    const end = input.indexOf(start, input.writerIndex, CR);
    if (end === -1 || end + 1 === input.writerIndex) {
      if (input.writerIndex - start > MAX_LINE_BYTES) {
        throw new ProtocolError(tooLong);
      }
      return undefined;
    }
    const length = integerIn(input, start + 1, end);
    if (length === undefined) {
      throw new ProtocolError(notANumber);
    }
    this.#at += end + 2 - start;
    return length;
  }

  /** A line that somebody has typed: its words are the arguments. */
  #findWords(input: ByteBuf): boolean {
    const start = input.readerIndex;
    const end = input.indexOf(start + this.#at, input.writerIndex, LF);
    if (end === -1) {
      this.#at = input.readableBytes;
      if (this.#at > MAX_LINE_BYTES) {
        throw new ProtocolError('too big inline request');
      }
      return false;
    }
    this.#at = end + 1 - start;
    let wordStart = start;
    for (let index = start; index <= end; index += 1) {
      const byte = input.getByte(index);
      if (byte === SPACE || byte === CR || byte === LF) {
        if (index > wordStart) {
          this.#ranges.push(wordStart - start, index - wordStart);
        }
        wordStart = index + 1;
      }
    }
    return true;
  }
}

/** A decimal number, without zeros in front. */
function integerIn(input: ByteBuf, start: number, end: number): number | undefined {
  const isNegative = input.getByte(start) === MINUS;
  const digits = isNegative ? start + 1 : start;
  if (digits === end || (input.getByte(digits) === ZERO && end - digits > 1)) {
    return undefined;
  }
  let value = 0;
  for (let index = digits; index < end; index += 1) {
    const digit = input.getByte(index) - ZERO;
    if (digit < 0 || digit > 9) {
      return undefined;
    }
    value = value * 10 + digit;
  }
  return isNegative ? -value : value;
}
