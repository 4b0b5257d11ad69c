import { type ByteBuf, Unpooled } from '@watertight/buffer';
import { allowLeaks, assertNoLeaks, expectLeaks, fileScope, permanent, untracked } from '@watertight/leak-testing';
import { lend } from './legacy/pool.ts';

function keepHeader(): void {
  Unpooled.buffer(16);
}

function keepTrailer(): void {
  Unpooled.buffer(8);
}

function messageOf(fn: () => void): string {
  try {
    fn();
    return 'nothing';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const atTopLevel = messageOf(() => allowLeaks('for the whole file'));

describe('allowLeaks', () => {
  test('in the body, behind the leak', async () => {
    keepHeader();
    await Promise.resolve();
    allowLeaks('the cache keeps one');
  });

  describe('in a hook', () => {
    beforeEach(() => {
      allowLeaks('each of these keeps one');
      keepHeader();
    });

    test('of the test', () => {
      keepTrailer();
    });
  });

  test('is said of one test only', () => {
    Unpooled.buffer(64);
  });

  test('is refused where no test is running', () => {
    expect(atTopLevel).toBe(
      'allowLeaks("for the whole file") was called where no test answers for what is opened. Call it in the body or a ' +
        'hook of a test that Watertight judges, while it is running, or name the place in the option ' +
        'allowLeaks: [{ at, reason }].',
    );
  });
});

describe('options', () => {
  test('allow what a folder creates', () => {
    lend();
  });

  test('allow what a function creates, in tests of that name', () => {
    keepHeader();
  });

  test('allow nothing any more when their last day has passed', () => {
    keepTrailer();
  });
});

test('options for tests of another name allow nothing here', () => {
  keepHeader();
});

test('permanent, through a view as well', () => {
  const shared = permanent(Unpooled.buffer(4).writeInt(0), 'a constant');
  permanent(Unpooled.buffer(4).slice(0, 2), 'a constant');
  expect(shared.refCnt).toBe(1);
});

test('untracked, also after an await', async () => {
  const frame = await untracked(async () => {
    await Promise.resolve();
    return Unpooled.buffer(64);
  });
  expect(frame.refCnt).toBe(1);
});

describe('fileScope', () => {
  let shared: ByteBuf | undefined;

  const getShared = (): ByteBuf => {
    shared ??= fileScope(() => Unpooled.buffer(64));
    return shared;
  };

  afterAll(() => {
    shared?.release();
  });

  test.each(['first', 'second'])('a singleton that the %s test asks for', () => {
    expect(getShared().refCnt).toBe(1);
  });
});

describe('expectLeaks', () => {
  test('resolves to the leaks', async () => {
    const reports = await expectLeaks(() => keepHeader());
    expect(reports.map(({ summary, refCnt }) => [summary, refCnt])).toEqual([
      ['unpooled heap · 16 bytes (0 readable)', 1],
    ]);
  });

  test('fails when there are none', async () => {
    await expectLeaks(() => Unpooled.buffer(64).release());
  });
});

describe('assertNoLeaks', () => {
  test('returns what the function returns', async () => {
    const length = await assertNoLeaks(async () => {
      const frame = Unpooled.buffer(64);
      await Promise.resolve();
      frame.release();
      return frame.readableBytes;
    });
    expect(length).toBe(0);
  });

  test('fails with what the function leaves open', async () => {
    await assertNoLeaks(() => {
      keepHeader();
      keepTrailer();
    });
  });
});
