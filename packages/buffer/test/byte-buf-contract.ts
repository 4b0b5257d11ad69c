import type { ByteBuf } from '@watertight/buffer';
import { describe } from 'vitest';
import { bytesContract } from './contract/bytes.ts';
import { countContract } from './contract/counts.ts';
import { indicesContract } from './contract/indices.ts';
import { integersContract } from './contract/integers.ts';
import type { Lend } from './contract/lent-buffer.ts';
import { searchContract } from './contract/search.ts';
import { textContract } from './contract/text.ts';
import { viewsContract } from './contract/views.ts';

/**
 * What a ByteBuf does, whatever its memory is and however the handle came about. `make` returns owned: a handle of
 * capacity 16 on the bytes 0 1 2 … 15, with both indices at 0 and a count of 1.
 */
export function byteBufContract(kind: string, make: () => ByteBuf): void {
  const lend: Lend = (use) => {
    const buffer = make();
    try {
      use(buffer);
    } finally {
      buffer.release(buffer.refCnt);
    }
  };

  describe(kind, () => {
    integersContract(lend);
    indicesContract(lend);
    bytesContract(lend);
    textContract(lend);
    searchContract(lend);
    viewsContract(lend);
    countContract(make);
  });
}
