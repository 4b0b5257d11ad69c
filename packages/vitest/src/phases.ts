import type { LeakScope, ScopePhase } from '@watertight/leak-testing';

/** What hooks and fixtures have in common: functions that a runner keeps in its lists. */
export type AnyFunction = (...args: never[]) => unknown;

/**
 * A function that does what `fn` does, in a phase of the scope that `scopeOf` finds for its arguments. The runner's own
 * marks on `fn` (time limits, parsed fixture names) are kept.
 *
 * @param within - what is called instead of `fn`, when the phase's name depends on how far it has come.
 */
export function inPhase<F extends AnyFunction>(
  name: string,
  fn: F,
  scopeOf: (...args: Parameters<F>) => LeakScope | undefined,
  within: (phase: ScopePhase) => F = () => fn,
): F {
  const wrapper = async (...args: Parameters<F>): Promise<unknown> => {
    const phase: ScopePhase = { name, state: 'running' };
    try {
      const inside = within(phase);
      return await (scopeOf(...args)?.bind(inside, phase) ?? inside)(...args);
    } finally {
      phase.state = 'ended';
    }
  };
  return Object.assign(wrapper, fn) as unknown as F;
}
