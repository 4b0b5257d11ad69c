import type { ByteBuf, ByteBufAllocator } from '@watertight/buffer';
import { ChunkedInput } from '@watertight/channel';

/** What an input of letters does when it is asked for one: it has none yet, or cannot be read. */
const ACTS: Readonly<Record<string, () => undefined>> = {
  '?': () => undefined,
  '!': () => {
    throw new RangeError('odd');
  },
};

/** An input of one letter a chunk; `?` is none, until it is asked again, and `!` fails. */
export class Letters extends ChunkedInput<ByteBuf> {
  readonly length: number;
  progress = 0;
  closed = 0;
  /** Chunks that were handed out. */
  readonly chunks: ByteBuf[] = [];
  readonly #letters: string;

  constructor(letters: string) {
    super();
    this.#letters = letters;
    this.length = letters.length;
  }

  isEndOfInput(): boolean {
    return this.progress === this.length;
  }

  readChunk(allocator: ByteBufAllocator): ByteBuf | undefined {
    const letter = this.#letters.charAt(this.progress);
    if (letter === '') {
      return undefined;
    }
    this.progress += 1;
    const act = ACTS[letter];
    return act === undefined ? this.#chunk(allocator, letter) : act();
  }

  protected close(): void {
    this.closed += 1;
  }

  #chunk(allocator: ByteBufAllocator, letter: string): ByteBuf {
    const chunk = allocator.buffer(1).writeByte(letter.charCodeAt(0));
    this.chunks.push(chunk);
    return chunk;
  }
}
