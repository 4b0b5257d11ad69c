// The format is V8's: tables of numbers, whose columns the header names, and one list of all strings. The packages on npm
// that read it either bring a browser with them (memlab: Puppeteer) or have been left for years, and make an object of
// every node.

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const CLOSING_BRACKET = 0x5d;
const ZERO = 0x30;
const NINE = 0x39;

/** What a snapshot begins with, as far as it is looked at. */
interface Header {
  readonly meta: {
    readonly node_fields: readonly string[];
    readonly node_types: readonly [readonly string[], ...unknown[]];
    readonly edge_fields: readonly string[];
    readonly edge_types: readonly [readonly string[], ...unknown[]];
  };
  readonly node_count: number;
  readonly edge_count: number;
}

/**
 * A heap as V8 wrote it down: numbered nodes and, in the order of the nodes they begin at, numbered edges. Numbers are kept
 * in typed arrays and strings are read when they are asked for, because a heap has millions of each.
 */
export class HeapSnapshot {
  readonly nodeCount: number;
  /** The first edge of each node; one more entry says where those of the last node end. */
  readonly firstEdge: Uint32Array;
  /** The node that each edge leads to. */
  readonly edgeTarget: Uint32Array;
  /** What each edge is, as an index into `edgeKinds`. */
  readonly edgeKind: Uint32Array;
  readonly edgeKinds: readonly string[];
  /** What each edge is called: the index of a string or, where it is an *element* or *hidden*, just an index. */
  readonly edgeName: Uint32Array;
  /** What each node is called: the index of a string. */
  readonly nodeName: Uint32Array;

  readonly #bytes: Buffer;
  readonly #nodeKind: Uint32Array;
  readonly #nodeKinds: readonly string[];
  /** Where each string begins. */
  readonly #strings: readonly number[];

  /**
   * Takes `bytes`: a snapshot as JSON.
   *
   * @throws SyntaxError for anything else.
   */
  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    const { at: nodesAt, keyAt: headerEnd } = listIn(bytes, 'nodes', 0);
    const { meta, node_count, edge_count } = headerIn(bytes.toString('latin1', 0, headerEnd));
    this.nodeCount = node_count;
    [this.#nodeKinds] = meta.node_types;
    [this.edgeKinds] = meta.edge_types;
    this.#nodeKind = new Uint32Array(node_count);
    this.nodeName = new Uint32Array(node_count);
    this.firstEdge = new Uint32Array(node_count + 1);
    const nodesEnd = readTable(bytes, nodesAt, node_count, meta.node_fields, {
      type: this.#nodeKind,
      name: this.nodeName,
      edge_count: this.firstEdge.subarray(1),
    });
    for (let node = 0; node < node_count; node += 1) {
      this.firstEdge[node + 1] = (this.firstEdge[node + 1] ?? 0) + (this.firstEdge[node] ?? 0);
    }
    this.edgeKind = new Uint32Array(edge_count);
    this.edgeName = new Uint32Array(edge_count);
    this.edgeTarget = new Uint32Array(edge_count);
    const edgesEnd = readTable(bytes, listIn(bytes, 'edges', nodesEnd).at, edge_count, meta.edge_fields, {
      type: this.edgeKind,
      name_or_index: this.edgeName,
      to_node: this.edgeTarget,
    });
    for (let edge = 0; edge < edge_count; edge += 1) {
      // Written as a place in the table of nodes.
      this.edgeTarget[edge] = (this.edgeTarget[edge] ?? 0) / meta.node_fields.length;
    }
    this.#strings = stringsIn(bytes, listIn(bytes, 'strings', edgesEnd).at);
  }

  /** V8's word for what a node is: `object`, `closure`, `hidden`. */
  kindOf(node: number): string {
    return this.#nodeKinds[this.#nodeKind[node] ?? 0] ?? '';
  }

  /** An object's class, a function's name, a string's text. */
  nameOf(node: number): string {
    return this.string(this.nodeName[node] ?? 0);
  }

  /** V8's word for what an edge is: `property`, `context`, `internal`. */
  kindOfEdge(edge: number): string {
    return this.edgeKinds[this.edgeKind[edge] ?? 0] ?? '';
  }

  /** The name of a property or a variable; the index of an element. */
  nameOfEdge(edge: number): string {
    const name = this.edgeName[edge] ?? 0;
    const kind = this.kindOfEdge(edge);
    return kind === 'element' || kind === 'hidden' ? String(name) : this.string(name);
  }

  /** The edges that begin at `node`, in V8's order. */
  edgesOf(node: number): readonly number[] {
    const first = this.firstEdge[node] ?? 0;
    return Array.from({ length: (this.firstEdge[node + 1] ?? 0) - first }, (_, index) => first + index);
  }

  /** Where the edge called `name` leads that begins at `node`; nowhere where there is none. */
  follow(node: number | undefined, name: string): number | undefined {
    const edge = node === undefined ? undefined : this.edgesOf(node).find((each) => this.nameOfEdge(each) === name);
    return edge === undefined ? undefined : this.edgeTarget[edge];
  }

  string(index: number): string {
    const start = this.#strings[index];
    return start === undefined ? '' : JSON.parse(this.#bytes.toString('latin1', start, stringEnd(this.#bytes, start)));
  }

  /** The index of the string `text`, or -1. */
  indexOfString(text: string): number {
    const quoted = JSON.stringify(text);
    for (let at = this.#strings[0] ?? -1; at >= 0; ) {
      at = this.#bytes.indexOf(quoted, at + 1, 'latin1');
      const index = this.#strings.indexOf(at);
      if (index >= 0) {
        return index;
      }
    }
    return -1;
  }
}

/** Where the list called `name` begins, and where its key does. */
function listIn(bytes: Buffer, name: string, from: number): { readonly at: number; readonly keyAt: number } {
  const key = `"${name}":[`;
  const keyAt = bytes.indexOf(key, from, 'latin1');
  if (keyAt < 0) {
    throw new SyntaxError(`${bytes.length} bytes are no heap snapshot of V8: they have no list of ${name}.`);
  }
  return { at: keyAt + key.length, keyAt };
}

/** @param text - all that stands before the first list: `{"snapshot":{…},`. */
function headerIn(text: string): Header {
  return JSON.parse(`${text.trimEnd().replace(/,$/, '')}}`).snapshot;
}

/**
 * Reads `count` rows of numbers; of each row, those whose column is wanted.
 *
 * @returns where the table ends.
 */
function readTable(
  bytes: Buffer,
  from: number,
  count: number,
  fields: readonly string[],
  wanted: Readonly<Record<string, Uint32Array>>,
): number {
  const columns = fields.map((field) => wanted[field]);
  let at = from;
  for (let row = 0; row < count; row += 1) {
    for (let field = 0; field < columns.length; field += 1) {
      let digit = bytes[at] ?? ZERO;
      while (digit < ZERO || digit > NINE) {
        at += 1;
        digit = bytes[at] ?? ZERO;
      }
      let value = 0;
      while (digit >= ZERO && digit <= NINE) {
        value = value * 10 + (digit - ZERO);
        at += 1;
        digit = bytes[at] ?? QUOTE;
      }
      const column = columns[field];
      if (column !== undefined) {
        column[row] = value;
      }
    }
  }
  return at;
}

/** Where each string of the list begins. */
function stringsIn(bytes: Buffer, from: number): readonly number[] {
  const starts: number[] = [];
  for (let at = from; at < bytes.length && bytes[at] !== CLOSING_BRACKET; ) {
    if (bytes[at] === QUOTE) {
      starts.push(at);
      at = stringEnd(bytes, at);
    } else {
      at += 1;
    }
  }
  return starts;
}

/** Where the string ends that begins at `start`, behind its second quote. */
function stringEnd(bytes: Buffer, start: number): number {
  let at = start + 1;
  while (at < bytes.length && bytes[at] !== QUOTE) {
    at += bytes[at] === BACKSLASH ? 2 : 1;
  }
  return at + 1;
}
