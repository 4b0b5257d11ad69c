import type { ResourceType } from '@watertight/leak-detector';
import { hexLine, SHOWN_BYTES } from './byte-buf-dump.ts';
import type { MemoryOwner } from './memory-owner.ts';

/** The indices of the handle that was made together with its owner. */
export interface RootIndices {
  readonly readerIndex: number;
  readonly writerIndex: number;
}

/** How a report names a ByteBuf that was not released. */
export const BYTE_BUF: ResourceType<MemoryOwner> = {
  name: 'ByteBuf',
  remedy: 'Release it once in its last owner, or declare it with `using`.',
  describe: (owner) => {
    const { readerIndex, writerIndex } = owner.root;
    const readableBytes = writerIndex - readerIndex;
    return {
      summary: `${owner.summary} (${readableBytes} readable)`,
      refCnt: owner.refCnt,
      content: hexLine(owner.peek(readerIndex, Math.min(readableBytes, SHOWN_BYTES))),
      ...(owner.parts.length > 0 && { parts: owner.parts }),
    };
  },
};

/** The first words of what a report says of it. */
export function summaryOf(owner: MemoryOwner): string {
  return owner.summary;
}
