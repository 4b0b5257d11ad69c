import type { Circus } from '@jest/types';
import type { LeakScope, LeakSession, ScopePhase } from '@watertight/leak-testing';

/**
 * A handler of jest-circus's events by which `session` judges the tests, the describe blocks and the file. Errors pushed
 * at `test_done` fail exactly that test, after all of its hooks and before its result is reported or a retry decided.
 */
export function judgeBy(session: LeakSession): Circus.EventHandler {
  const tests = new WeakMap<Circus.TestEntry, LeakScope>();
  const blocks = new WeakMap<Circus.DescribeBlock, LeakScope>();
  const phases = new WeakMap<Circus.Hook, ScopePhase>();
  const failedBlocks = new WeakSet<Circus.DescribeBlock>();
  const originals = new WeakMap<Circus.TestEntry | Circus.Hook, AnyFunction>();

  /** Circus awaits its handlers, so they cannot enter a scope for what comes next; what comes next is made to. */
  function enter(entry: Circus.TestEntry | Circus.Hook, scope: LeakScope | undefined, phase?: ScopePhase): void {
    const fn = originals.get(entry) ?? entry.fn;
    if (fn !== undefined && scope !== undefined && !(fn instanceof GENERATOR_FUNCTION)) {
      originals.set(entry, fn);
      entry.fn = scope.bind(fn, phase);
    }
  }

  return async (event, state) => {
    switch (event.name) {
      case 'run_start':
        session.beginRun();
        break;
      case 'run_describe_start':
        blocks.set(event.describeBlock, session.beginBlock(event.describeBlock.name));
        break;
      case 'test_started':
        tests.set(event.test, session.beginTest(fullName(event.test)));
        break;
      case 'hook_start': {
        const { hook } = event;
        const phase: ScopePhase = { name: hook.type, state: 'running' };
        phases.set(hook, phase);
        const test = hook.type.endsWith('Each') ? state.currentlyRunningTest : null;
        enter(hook, test === null || test === undefined ? blocks.get(hook.parent) : tests.get(test), phase);
        break;
      }
      case 'hook_success':
      case 'hook_failure': {
        const phase = phases.get(event.hook);
        if (phase !== undefined) {
          phase.state = 'ended';
        }
        if (event.name === 'hook_failure' && event.describeBlock !== undefined) {
          failedBlocks.add(event.describeBlock);
        }
        break;
      }
      case 'test_fn_start':
        enter(event.test, tests.get(event.test));
        break;
      case 'test_done': {
        const scope = tests.get(event.test);
        if (scope !== undefined) {
          const outcome = { failedByItself: event.test.errors.length > 0 };
          event.test.errors.push(...(await session.endTest(scope, outcome)).errors);
        }
        break;
      }
      case 'run_describe_finish': {
        const block = event.describeBlock;
        const scope = blocks.get(block);
        if (scope !== undefined) {
          const outcome = { failedByItself: failedBlocks.has(block) };
          const judged =
            block.parent === undefined ? session.endFile(scope, outcome) : session.endBlock(scope, outcome);
          state.unhandledErrors.push(...(await judged).errors);
        }
        break;
      }
      default:
    }
  };
}

type AnyFunction = Circus.TestFn | Circus.HookFn;

/** Circus runs generator functions by itself and tells them by their kind, which a bound function does not have. */
const GENERATOR_FUNCTION = Object.getPrototypeOf(function* () {}).constructor;

function fullName(test: Circus.TestEntry): string {
  const names = [test.name];
  for (let block = test.parent; block.parent !== undefined; block = block.parent) {
    names.unshift(block.name);
  }
  return names.join(' › ');
}
