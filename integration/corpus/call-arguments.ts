import { isObject, type ObjectValue, type Step, type Value } from './corpus-case.ts';
import type { NamedObjects } from './named-objects.ts';

/** Arguments as our methods take them. */
export interface CallArguments {
  readonly values: readonly unknown[];
  /** What a call fills, where it is given such an array. */
  readonly out: Uint8Array | undefined;
  /** What a processor is shown, where it is given one. */
  readonly visited: readonly number[];
}

/** Our names for the charsets that recordings use. */
const CHARSETS: Readonly<Record<string, string>> = {
  'UTF-8': 'utf8',
  'UTF-16': 'utf16',
  'UTF-16BE': 'utf16be',
  'UTF-16LE': 'utf16le',
  'US-ASCII': 'ascii',
  'ISO-8859-1': 'latin1',
};

/** The calls whose last argument names a charset, if it is text. */
const TAKES_CHARSET = /CharSequence$|^toString$|^Unpooled\.copiedBuffer$|^ByteBufUtil\.isText$/;

const TAKES_LONG = /Long(?:LE)?$/;

const TAKES_FRACTION = /(?:Float|Double)(?:LE)?$/;

/** The step's arguments, with the objects they name. */
export function decodeArguments({ op, args }: Step, objects: NamedObjects): CallArguments {
  const visited: number[] = [];
  const outs: Uint8Array[] = [];

  const decode = (value: Value, isLast: boolean): unknown => {
    if (typeof value === 'string') {
      return decodeText(op, value, isLast);
    }
    if (Array.isArray(value)) {
      return value.map((element: Value) => decode(element, false));
    }
    return isObject(value) ? decodeObject(value) : value;
  };

  const decodeObject = (value: ObjectValue): unknown => {
    if (value.bytes !== undefined) {
      return new Uint8Array(Buffer.from(value.bytes, 'hex'));
    }
    if (value.newBytes !== undefined) {
      const out = new Uint8Array(value.newBytes);
      outs.push(out);
      return out;
    }
    if (value.processor !== undefined) {
      return processor(value.processor, visited);
    }
    if (value.iterable !== undefined) {
      return [...value.iterable.map((element) => decode(element, false))].values();
    }
    return objects.get(value.ref ?? '').object;
  };

  const values = args.map((value, index) => decode(value, index === args.length - 1));
  return { values, out: outs[0], visited };
}

function decodeText(op: string, text: string, isLast: boolean): unknown {
  if (TAKES_LONG.test(op)) {
    return BigInt(text);
  }
  if (TAKES_FRACTION.test(op)) {
    return Number(text);
  }
  return isLast && TAKES_CHARSET.test(op) ? CHARSETS[text] : text;
}

/** Whether a processor wants to see more after a byte. */
type Continues = (byte: number, shown: number) => boolean;

const LINEAR_WHITESPACE = [0x20, 0x09];

const STOPPING_AT: Readonly<Record<string, readonly number[]>> = {
  NUL: [0],
  CR: [0x0d],
  LF: [0x0a],
  SEMI_COLON: [0x3b],
  COMMA: [0x2c],
  ASCII_SPACE: [0x20],
  CRLF: [0x0d, 0x0a],
  LINEAR_WHITESPACE,
};

function processor(name: string, visited: number[]): (byte: number) => boolean {
  const continues = continuation(name);
  return (byte) => {
    visited.push(byte & 0xff);
    return continues(byte & 0xff, visited.length);
  };
}

function continuation(name: string): Continues {
  const [kind = '', number] = name.split(':');
  if (kind === 'stopAt') {
    return (byte) => byte !== Number(number);
  }
  if (kind === 'stopAfter') {
    return (_, shown) => shown < Number(number);
  }
  const [, non, bytes = ''] = /^FIND_(NON_)?(.+)$/.exec(kind) ?? [];
  const stops = STOPPING_AT[bytes];
  if (stops === undefined) {
    throw new Error(`No processor has the name ${name}.`);
  }
  return (byte) => stops.includes(byte) === (non !== undefined);
}
