import { withShared } from './with-shared.ts';

withShared('uses what is shared', ({ shared }) => {
  shared.writeInt(1);
});

describe('a block', () => {
  withShared('uses it again', ({ shared }) => {
    shared.writeInt(2);
  });
});
