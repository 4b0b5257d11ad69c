import type { LeakScope, Placement, PlacementPolicy, ScopePosition } from '@watertight/leak-detector';

/** The scopes among which a resource finds its own. */
export interface SessionScopes {
  /** Answers for what no test and no block can be blamed for. */
  readonly file: LeakScope;
  /** Answers for what is opened while the file's modules are evaluated. */
  readonly module: LeakScope;
  /** The tests that have begun and are not judged yet. */
  readonly running: ReadonlySet<LeakScope>;
  /** Whether the file's modules are still being evaluated. */
  readonly evaluating: () => boolean;
}

/**
 * The rule by which a resource finds who answers for it. The async context decides. Where it names nobody in
 * particular (a server made in `beforeAll`, a socket whose context was lost), the only running test answers, by
 * elimination; with several running, the file does. A running test is never blamed while the context names another one.
 */
export function placementPolicy(scopes: SessionScopes): PlacementPolicy {
  return (position) => {
    if (position === undefined) {
      return scopes.evaluating() ? { scope: scopes.module } : eliminate(scopes, undefined);
    }
    const { scope, phase } = position;
    if (scope.state === 'closed') {
      const notes = [`for work of ${quote(scope)}, which had ended`, whileRunning(scopes)];
      return { scope: openParent(scope) ?? scopes.file, phase, note: notes.filter((note) => note !== '').join(', ') };
    }
    // A block's hook stands for the block only while it is running.
    return scope.kind === 'block' && phase?.state !== 'running' ? eliminate(scopes, position) : position;
  };
}

/** The nearest scope around `scope` that is not judged yet. */
function openParent({ parent }: LeakScope): LeakScope | undefined {
  return parent?.state === 'closed' ? openParent(parent) : parent;
}

function eliminate(scopes: SessionScopes, position: ScopePosition | undefined): Placement {
  const [only, second] = scopes.running;
  if (only === undefined) {
    return position ?? { scope: scopes.file };
  }
  return second === undefined
    ? { scope: only, note: 'by elimination: the only test running' }
    : { scope: scopes.file, note: `in place of ${namesOf(scopes)}, which were running` };
}

function whileRunning(scopes: SessionScopes): string {
  const { size } = scopes.running;
  return size === 0 ? '' : `while ${namesOf(scopes)} ${size === 1 ? 'was' : 'were'} running`;
}

function namesOf({ running }: SessionScopes): string {
  return [...running].map(quote).join(' and ');
}

function quote(scope: LeakScope): string {
  return JSON.stringify(scope.name);
}
