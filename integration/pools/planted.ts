/** Every test of the suite that leaks: what it leaks, whether somebody still holds it, the line that created it. */
export const PLANTED: Readonly<Record<string, readonly string[]>> = {
  'bodies.test.ts > planted: the first test of a file keeps a heap buffer': ['ByteBuf, unreachable, bodies.test.ts:6'],
  'bodies.test.ts > planted: the last test of a file opens what is no buffer after an await': [
    'Handle, unreachable, bodies.test.ts:23',
  ],
  'callbacks.test.ts > planted: in a timer, while the test waits for it': ['ByteBuf, unreachable, callbacks.test.ts:7'],
  'callbacks.test.ts > planted: in the listener of an emitter': ['ByteBuf, unreachable, callbacks.test.ts:25'],
  'concurrent.test.ts > planted: forgets a buffer early, among others': ['ByteBuf, unreachable, concurrent.test.ts:7'],
  'concurrent.test.ts > planted: forgets a buffer late, among others': ['ByteBuf, unreachable, concurrent.test.ts:7'],
  'counts.test.ts > planted: a retained slice is lost': ['ByteBuf, unreachable, counts.test.ts:20'],
  'counts.test.ts > planted: one retain too many': ['ByteBuf, unreachable, counts.test.ts:10'],
  'hooks.test.ts > a clean-up that opens > planted: answers for its afterEach': [
    'ByteBuf, opened in afterEach, unreachable, hooks.test.ts:36',
  ],
  'hooks.test.ts > a set-up without a clean-up > planted: answers for its beforeEach': [
    'ByteBuf, opened in beforeEach, unreachable, hooks.test.ts:25',
  ],
  'shared.test.ts > planted: a server of the file opened it': ['ByteBuf, unreachable, shared.test.ts:10'],
  'shared.test.ts > planted: left in the cache of a module': ['ByteBuf, still referenced, shared.test.ts:50'],
};

/** All others. */
export const INNOCENT_TESTS = 18;
