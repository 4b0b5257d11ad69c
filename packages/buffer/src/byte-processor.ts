import { IllegalArgumentError } from './errors.ts';

/**
 * Is shown bytes from 0 to 255, one after the other, and says whether to go on: the byte it says `false` to is the one that
 * was looked for. In Netty it is shown Java's bytes, from -128 to 127.
 */
export type ByteProcessor = (byte: number) => boolean;

const NUL = 0x00;
const TAB = 0x09;
const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const COMMA = 0x2c;
const SEMICOLON = 0x3b;

/** The processors of Netty's `ByteProcessor`: each stops at what its name says. */
export const ByteProcessor = Object.freeze({
  FIND_NUL: (byte): boolean => byte !== NUL,
  FIND_NON_NUL: (byte): boolean => byte === NUL,
  FIND_CR: (byte): boolean => byte !== CR,
  FIND_NON_CR: (byte): boolean => byte === CR,
  FIND_LF: (byte): boolean => byte !== LF,
  FIND_NON_LF: (byte): boolean => byte === LF,
  FIND_SEMI_COLON: (byte): boolean => byte !== SEMICOLON,
  FIND_COMMA: (byte): boolean => byte !== COMMA,
  FIND_ASCII_SPACE: (byte): boolean => byte !== SPACE,
  FIND_CRLF: (byte): boolean => byte !== CR && byte !== LF,
  FIND_NON_CRLF: (byte): boolean => byte === CR || byte === LF,
  FIND_LINEAR_WHITESPACE: (byte): boolean => byte !== SPACE && byte !== TAB,
  FIND_NON_LINEAR_WHITESPACE: (byte): boolean => byte === SPACE || byte === TAB,
} satisfies Record<string, ByteProcessor>);

/** Refuses a processor that TypeScript would have refused. */
export function checkProcessor(processor: ByteProcessor | undefined): ByteProcessor {
  if (typeof processor !== 'function') {
    throw new IllegalArgumentError(`processor: ${String(processor)} (expected: a function)`, 'processor');
  }
  return processor;
}
