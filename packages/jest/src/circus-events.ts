import type { Circus } from '@jest/types';
import type { CircusJudge } from './circus-judge.ts';

/** Where our handler goes: behind circus's own two, so that states are up to date; before the one that reports results. */
const BEFORE_REPORTING = 2;

/**
 * Jest 30 and later let a set-up file handle circus's events. Errors pushed at `test_done` fail exactly that test, after
 * all of its hooks and before its result is reported or a retry decided.
 */
export function handleEvents(judge: CircusJudge, handlers: Circus.EventHandler[]): void {
  handlers.splice(BEFORE_REPORTING, 0, handlerFor(judge));
}

function handlerFor(judge: CircusJudge): Circus.EventHandler {
  return async (event, state) => {
    switch (event.name) {
      case 'run_start':
        judge.runStarts();
        break;
      case 'run_describe_start':
        judge.blockStarts(event.describeBlock);
        break;
      case 'test_started':
        judge.testStarts(event.test);
        break;
      case 'hook_start': {
        const test = event.hook.type.endsWith('Each') ? state.currentlyRunningTest : null;
        judge.hookStarts(event.hook, test ?? undefined);
        break;
      }
      case 'hook_failure':
        judge.hookEnds(event.hook);
        if (event.describeBlock !== undefined) {
          judge.blockFails(event.describeBlock);
        }
        break;
      case 'hook_success':
        judge.hookEnds(event.hook);
        break;
      case 'test_fn_start':
        judge.bodyStarts(event.test);
        break;
      case 'test_done':
        event.test.errors.push(...(await judge.testEnds(event.test, event.test.errors.length > 0)));
        break;
      case 'run_describe_finish':
        state.unhandledErrors.push(...(await judge.blockEnds(event.describeBlock)));
        break;
      default:
    }
  };
}
