/** A recorded run of Netty: one set-up and the calls made on it, in order. */
export interface CorpusCase {
  readonly id: string;
  readonly kind: string;
  readonly config: CaseConfig;
  readonly steps: readonly Step[];
}

/** How a case was set up, as far as a replay or a deviation asks. */
interface CaseConfig {
  readonly topic?: string;
  readonly root?: string;
  /** The allocator called `alloc`; by its name where it is Netty's default one, null where there is none. */
  readonly alloc?: string | null | { readonly class: string; readonly preferDirect: boolean };
}

/** One call, and what became of it. */
export interface Step {
  readonly op: string;
  /** Null for a static method, which has its class in `op`. */
  readonly target: string | null;
  readonly args: readonly Value[];
  readonly result?: Value;
  readonly error?: ThrownError;
  readonly as?: readonly string[];
  readonly state?: BufferState;
  readonly others?: Readonly<Record<string, BufferState>>;
  readonly refCnts?: Readonly<Record<string, number>>;
  /** In hexadecimal. */
  readonly out?: string;
  /** In hexadecimal. */
  readonly visited?: string;
}

export interface ThrownError {
  readonly class: string;
  readonly message: string | null;
}

/** What stands where reading a value threw. */
interface Unreadable {
  readonly error: ThrownError;
}

/** Whether Netty could not read it. */
export function isUnreadable(value: unknown): value is Unreadable {
  return typeof value === 'object' && value !== null && 'error' in value;
}

/** A buffer after a step; content is recorded as `hex` or as `crc32`, or not at all. */
export interface BufferState {
  readonly readerIndex: number | Unreadable;
  readonly writerIndex: number | Unreadable;
  readonly capacity: number | Unreadable;
  readonly maxCapacity: number | Unreadable;
  readonly refCnt: number | Unreadable;
  readonly hex?: string | Unreadable;
  readonly crc32?: string | Unreadable;
  /** Where each component of a composite buffer starts. */
  readonly offsets?: readonly number[] | Unreadable;
  readonly orphaned?: true;
}

/** An argument or a result. */
export type Value = null | boolean | number | string | readonly Value[] | ObjectValue;

/** An argument or a result that JSON has no form for: one of these keys says which. */
export interface ObjectValue {
  readonly bytes?: string;
  readonly newBytes?: number;
  readonly ref?: string;
  /** With `ref`: the object is new, and this is Netty's class. */
  readonly class?: string;
  readonly processor?: string;
  /** What a write to a channel returned. */
  readonly future?: string;
  readonly iterable?: readonly Value[];
}

export function isObject(value: Value | undefined): value is ObjectValue {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The names of all objects in a value, in their order. */
export function namesIn(value: Value | undefined): string[] {
  if (Array.isArray(value)) {
    return value.flatMap(namesIn);
  }
  if (!isObject(value)) {
    return [];
  }
  return value.ref === undefined ? namesIn(value.iterable) : [value.ref];
}
