import type { Circus } from '@jest/types';
import type { LeakScope, LeakSession, ScopePhase } from '@watertight/leak-testing';

/** Circus runs generator functions by itself and tells them by their kind, which a bound function does not have. */
const GENERATOR_FUNCTION = Object.getPrototypeOf(function* () {}).constructor;

/**
 * What `session` does as jest-circus goes through a file's blocks, hooks and tests, whoever it is that says how far
 * circus has come.
 */
export class CircusJudge {
  readonly #session: LeakSession;
  readonly #fileEnded: () => void;
  readonly #tests = new WeakMap<Circus.TestEntry, LeakScope>();
  readonly #blocks = new WeakMap<Circus.DescribeBlock, LeakScope>();
  readonly #failedBlocks = new WeakSet<Circus.DescribeBlock>();
  readonly #phases = new WeakMap<Circus.Hook, ScopePhase>();
  readonly #originals = new WeakMap<Circus.TestEntry | Circus.Hook, Circus.TestFn | Circus.HookFn>();

  /** @param fileEnded - called when the file is judged. */
  constructor(session: LeakSession, fileEnded: () => void) {
    this.#session = session;
    this.#fileEnded = fileEnded;
  }

  runStarts(): void {
    this.#session.beginRun();
  }

  blockStarts(block: Circus.DescribeBlock): void {
    this.#blocks.set(block, this.#session.beginBlock(block.name));
  }

  /** A test, or a further try of it, starts; its hooks have not run yet. */
  testStarts(test: Circus.TestEntry): void {
    this.#tests.set(test, this.#session.beginTest(fullName(test)));
  }

  /** `hook` is about to be called: for `test` when it is a hook of each test, else for its block. */
  hookStarts(hook: Circus.Hook, test: Circus.TestEntry | undefined): void {
    const phase: ScopePhase = { name: hook.type, state: 'running' };
    this.#phases.set(hook, phase);
    this.#enter(hook, test === undefined ? this.#blocks.get(hook.parent) : this.#tests.get(test), phase);
  }

  hookEnds(hook: Circus.Hook): void {
    const phase = this.#phases.get(hook);
    if (phase !== undefined) {
      phase.state = 'ended';
    }
  }

  /** A hook of the block itself threw: what the block leaves open is a consequence. */
  blockFails(block: Circus.DescribeBlock): void {
    this.#failedBlocks.add(block);
  }

  /** The test's own function is about to be called. */
  bodyStarts(test: Circus.TestEntry): void {
    this.#enter(test, this.#tests.get(test));
  }

  /** Calls `fn` as a part of `test`; returns what it returns. */
  run(test: Circus.TestEntry, fn: () => unknown): unknown {
    const scope = this.#tests.get(test);
    return scope === undefined ? fn() : scope.run(fn);
  }

  /** The test's last hook has ended: its leaks, as errors. */
  async testEnds(test: Circus.TestEntry, failedByItself: boolean): Promise<readonly Error[]> {
    const scope = this.#tests.get(test);
    this.#tests.delete(test);
    return scope === undefined ? [] : (await this.#session.endTest(scope, { failedByItself })).errors;
  }

  /** The block's last hook has ended: its leaks, as errors. The root block is the file. */
  async blockEnds(block: Circus.DescribeBlock): Promise<readonly Error[]> {
    const scope = this.#blocks.get(block);
    this.#blocks.delete(block);
    if (scope === undefined) {
      return [];
    }
    const failedByItself = this.#failedBlocks.has(block);
    const { errors } =
      block.parent === undefined
        ? await this.#session.endFile(scope, { failedByItself, testNames: testsIn(block).map(fullName) })
        : await this.#session.endBlock(scope, { failedByItself });
    if (block.parent === undefined) {
      this.#fileEnded();
    }
    return errors;
  }

  /** Nobody can enter a scope on behalf of what circus calls next, so that function itself is replaced by one that does. */
  #enter(entry: Circus.TestEntry | Circus.Hook, scope: LeakScope | undefined, phase?: ScopePhase): void {
    const fn = this.#originals.get(entry) ?? entry.fn;
    if (fn !== undefined && scope !== undefined && !(fn instanceof GENERATOR_FUNCTION)) {
      this.#originals.set(entry, fn);
      entry.fn = scope.bind(fn, phase);
    }
  }
}

function fullName(test: Circus.TestEntry): string {
  const names = [test.name];
  for (let block = test.parent; block.parent !== undefined; block = block.parent) {
    names.unshift(block.name);
  }
  return names.join(' › ');
}

/** All tests of a block and of the blocks in it. */
export function testsIn(block: Circus.DescribeBlock): readonly Circus.TestEntry[] {
  return block.children.flatMap((child) => (child.type === 'describeBlock' ? testsIn(child) : [child]));
}
