import { type BufferState, namesIn, type Step } from './corpus-case.ts';

/** What a replay knows by a name: the object, and what Netty's run has recorded of its counterpart so far. */
export interface NamedObject {
  readonly object: object;
  /** Netty's class; empty for what has a name from the start. */
  readonly nettyClass: string;
  /** As of the last step that recorded it. */
  readonly state?: BufferState;
  /** As of the last step that recorded it. */
  readonly refCnt?: number;
  /** The name of the first buffer whose count in Netty is the same one. */
  readonly count: string;
  /** The buffers it was made of, and their indices then. */
  readonly parts: readonly Part[];
}

/** A buffer when something was made of it. */
interface Part {
  readonly object: object;
  readonly readerIndex: unknown;
  readonly writerIndex: unknown;
}

/** The objects of a case by the names of the recording. */
export class NamedObjects {
  readonly #byName: Map<string, NamedObject>;
  readonly #names: Map<object, string>;

  constructor(byName?: Map<string, NamedObject>, names?: Map<object, string>) {
    this.#byName = new Map(byName);
    this.#names = new Map(names);
  }

  /** As everything is now. */
  snapshot(): NamedObjects {
    return new NamedObjects(this.#byName, this.#names);
  }

  /** Gives `object` a name. An object that has one keeps it and gets a further one. */
  bind(name: string, object: object, nettyClass: string): void {
    this.#byName.set(name, { object, nettyClass, count: name, parts: [] });
    if (!this.#names.has(object)) {
      this.#names.set(object, name);
    }
  }

  /** Takes back what {@link bind} did. */
  forget(name: string): void {
    const named = this.find(name);
    this.#byName.delete(name);
    if (named !== undefined && this.#names.get(named.object) === name) {
      this.#names.delete(named.object);
    }
  }

  find(name: string): NamedObject | undefined {
    return this.#byName.get(name);
  }

  get(name: string): NamedObject {
    const named = this.#byName.get(name);
    if (named === undefined) {
      throw new Error(`The replay has nothing by the name of ${name}.`);
    }
    return named;
  }

  /** Whether it is released, in Netty as of the last step that recorded it, or here, where counts are always known. */
  isReleased(name: string): boolean {
    const named = this.find(name);
    return named !== undefined && (named.refCnt === 0 || Reflect.get(named.object, 'refCnt') === 0);
  }

  /** The first name of `object`. */
  nameOf(object: object): string | undefined {
    return this.#names.get(object);
  }

  /** The buffer that the one of this name is a view of, or that one itself; none if it never had a name. */
  rootOf(name: string): NamedObject | undefined {
    const named = this.find(name);
    const rootName = named && this.nameOf(rootOf(named.object));
    return rootName === undefined ? undefined : this.find(rootName);
  }

  /** Everything whose memory is that of `object`, and `object`. */
  onMemoryOf(object: object): NamedObject[] {
    const root = rootOf(object);
    return [...this.#byName.values()].filter((named) => rootOf(named.object) === root);
  }

  /** Remembers what was recorded with `step`, for those that come after it. */
  record(step: Step): void {
    const { target, state, others = {}, refCnts = {}, as = [] } = step;
    const states = target === null || state === undefined ? others : { ...others, [target]: state };
    for (const [name, refCnt] of Object.entries(refCnts)) {
      this.#update(name, { refCnt });
    }
    for (const [name, recorded] of Object.entries(states)) {
      this.#update(name, { state: recorded, ...(typeof recorded.refCnt === 'number' && { refCnt: recorded.refCnt }) });
    }
    for (const name of as.filter((made) => this.#byName.has(made))) {
      this.#update(name, { count: this.#countOf(name, step), parts: this.#partsOf(step) });
    }
  }

  /**
   * Whose count in Netty the new buffer `name` shares. What a pooled buffer's `retained…` returns has one of its own: it
   * begins at 1, and its source's, which had a reference already, has one more.
   */
  #countOf(name: string, { op, target, args }: Step): string {
    const { object, refCnt } = this.get(name);
    const source = [target, ...args.flatMap(namesIn)]
      .map((other) => this.find(other ?? ''))
      .find((other) => other !== undefined && rootOf(other.object) === rootOf(object));
    if (source !== undefined) {
      const isOwn = /[rR]etained/.test(op) && refCnt === 1 && source.refCnt !== 1;
      return isOwn ? name : source.count;
    }
    const sharing = this.onMemoryOf(object).find((other) => other.object !== object && other.refCnt === refCnt);
    return sharing?.count ?? name;
  }

  #partsOf({ target, args }: Step): Part[] {
    const objects = [target ?? '', ...args.flatMap(namesIn)].map((name) => this.find(name)?.object);
    return objects
      .filter((object) => object !== undefined)
      .map((object) => ({
        object,
        readerIndex: Reflect.get(object, 'readerIndex'),
        writerIndex: Reflect.get(object, 'writerIndex'),
      }));
  }

  #update(name: string, recorded: Partial<NamedObject>): void {
    const named = this.find(name);
    if (named !== undefined) {
      this.#byName.set(name, { ...named, ...recorded });
    }
  }
}

/** The buffer that was made together with its memory. */
function rootOf(object: object): object {
  let root = object;
  for (let next: unknown = root; typeof next === 'object' && next !== null; next = unwrapped(root)) {
    root = next;
  }
  return root;
}

function unwrapped(buffer: object): unknown {
  const unwrap: unknown = Reflect.get(buffer, 'unwrap');
  return typeof unwrap === 'function' ? Reflect.apply(unwrap, buffer, []) : undefined;
}
