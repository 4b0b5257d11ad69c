import { expect, test } from 'vitest';
import { errorMessages } from '../harness/error-messages.ts';

const VITEST = `
 FAIL  codec.test.ts > decodes
LeakError: ByteBuf was not released (leak 2 of 2).

  ByteBuf #2 · refCnt 1
    created  codec.test.ts:5:12

Release it once.
 ❯ codec.test.ts:5:12
      4|   const buf = alloc();

⎯⎯⎯⎯⎯⎯⎯⎯[1/2]⎯

 FAIL  codec.test.ts > encodes
AssertionError: expected 1 to be 2
 ❯ codec.test.ts:9:3
`;

const JEST = `
  ● decodes

    LeakError: ByteBuf was not released (leak 2 of 2).

      ByteBuf #2 · refCnt 1
        created  codec.test.ts:5:12

    Release it once.

      4 |
    > 5 |   const buf = alloc();

      at alloc (codec.test.ts:5:12)

  ● encodes

    AssertionError: expected 1 to be 2

      at codec.test.ts:9:3
`;

test.for([VITEST, JEST])('the messages are the same whoever prints them, and are sorted', (text) => {
  expect(errorMessages(text)).toEqual([
    'AssertionError: expected 1 to be 2',
    'LeakError: ByteBuf was not released (leak 2 of 2).\n\nByteBuf #2 · refCnt 1\ncreated  codec.test.ts:5:12\n\nRelease it once.',
  ]);
});
