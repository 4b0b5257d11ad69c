import type { Circus } from '@jest/types';
import { type CircusJudge, testsIn } from './circus-judge.ts';

/**
 * Jest 29 keeps circus's event handlers to itself, but runs hooks in a known order. So hooks of our own, around all
 * others, say how far circus has come. Call it before the test file is evaluated.
 */
export function surroundHooks(judge: CircusJudge, stateOf: () => Circus.State): void {
  const root = stateOf().rootDescribeBlock;
  const runningTest = (): Circus.TestEntry | undefined => stateOf().currentlyRunningTest ?? undefined;
  const errorsBefore = new WeakMap<Circus.DescribeBlock, number>();
  const startTearDown = (block: Circus.DescribeBlock): void => {
    errorsBefore.set(block, stateOf().unhandledErrors.length);
  };
  const endBlock = async (block: Circus.DescribeBlock): Promise<void> => {
    const { unhandledErrors } = stateOf();
    // Where circus leaves the error of an afterAll.
    if (unhandledErrors.length > (errorsBefore.get(block) ?? 0)) {
      judge.blockFails(block);
    }
    unhandledErrors.push(...(await judge.blockEnds(block)));
  };
  outermost(root, {
    first: [
      hook(root, 'beforeAll', () => {
        judge.runStarts();
        startBlock(judge, root);
        for (const block of blocksIn(root)) {
          outermost(block, {
            first: [
              hook(block, 'beforeAll', () => startBlock(judge, block)),
              hook(block, 'afterAll', () => startTearDown(block)),
            ],
            last: [
              hook(block, 'beforeAll', () => endSetUp(judge, block)),
              hook(block, 'afterAll', () => endBlock(block)),
            ],
          });
        }
      }),
      hook(root, 'beforeEach', () => {
        const test = runningTest();
        if (test !== undefined) {
          startTest(judge, test);
        }
      }),
      hook(root, 'afterAll', () => startTearDown(root)),
    ],
    last: [
      hook(root, 'beforeAll', () => {
        endSetUp(judge, root);
        for (const test of testsIn(root).filter(({ concurrent }) => concurrent)) {
          judgeInside(judge, test);
        }
      }),
      hook(root, 'afterEach', async () => {
        const test = runningTest();
        test?.errors.push(...(await judge.testEnds(test, test.errors.length > 0)));
      }),
      hook(root, 'afterAll', () => endBlock(root)),
    ],
  });
}

/** A judgement is bounded by itself, so circus need not bound it again. */
const NO_TIMEOUT_MS = 2 ** 31 - 1;

function hook(parent: Circus.DescribeBlock, type: Circus.HookType, fn: () => void | Promise<void>): Circus.Hook {
  return { type, parent, fn: async () => fn(), seenDone: false, timeout: NO_TIMEOUT_MS, asyncError: new Error(type) };
}

/**
 * Makes `first` come before and `last` behind all hooks of `block`, also those that are added later: circus goes through
 * the list from its start whenever it wants hooks of one kind.
 */
function outermost(block: Circus.DescribeBlock, ours: Record<'first' | 'last', readonly Circus.Hook[]>): void {
  const users = block.hooks;
  users[Symbol.iterator] = () => [...ours.first, ...users.values(), ...ours.last].values();
}

function startBlock(judge: CircusJudge, block: Circus.DescribeBlock): void {
  judge.blockStarts(block);
  for (const hook of usersHooks(block).filter(({ type }) => type.endsWith('All'))) {
    judge.hookStarts(hook, undefined);
  }
}

/** The block's `beforeAll` hooks have run: what their servers and sockets open from now on is not the hooks' any more. */
function endSetUp(judge: CircusJudge, block: Circus.DescribeBlock): void {
  for (const hook of usersHooks(block).filter(({ type }) => type === 'beforeAll')) {
    judge.hookEnds(hook);
  }
  // Where circus leaves the error of a beforeAll: none of the block's tests has run.
  if (testsIn(block).some(({ errors }) => errors.length > 0)) {
    judge.blockFails(block);
  }
}

function startTest(judge: CircusJudge, test: Circus.TestEntry): void {
  judge.testStarts(test);
  judge.bodyStarts(test);
  for (let block: Circus.DescribeBlock | undefined = test.parent; block !== undefined; block = block.parent) {
    for (const hook of usersHooks(block).filter(({ type }) => type.endsWith('Each'))) {
      judge.hookStarts(hook, test);
    }
  }
}

/** Concurrent tests have no hooks, and all start before the first of them is reported: each is judged in its function. */
function judgeInside(judge: CircusJudge, test: Circus.TestEntry): void {
  // A concurrent test takes no callback.
  const body = test.fn as unknown as () => unknown;
  test.fn = async () => {
    judge.testStarts(test);
    try {
      await judge.run(test, body);
    } catch (error) {
      await judge.testEnds(test, true);
      throw error;
    }
    const errors = await judge.testEnds(test, false);
    if (errors.length > 0) {
      throw errors.length === 1 ? errors[0] : listOf(errors);
    }
  };
}

/** Jest 29 shows of an aggregate only its own message and stack. */
function listOf(errors: readonly Error[]): AggregateError {
  const list = new AggregateError(errors, errors.map(({ message }) => message).join('\n\n'));
  const [{ message, stack } = list] = errors;
  list.stack = stack?.replace(message, () => list.message) ?? list.message;
  return list;
}

function usersHooks(block: Circus.DescribeBlock): readonly Circus.Hook[] {
  return [...block.hooks.values()];
}

function blocksIn(block: Circus.DescribeBlock): readonly Circus.DescribeBlock[] {
  return block.children.flatMap((child) => (child.type === 'describeBlock' ? [child, ...blocksIn(child)] : []));
}
