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
    if (position.scope.state === 'closed') {
      const note = `work of ${quote(position.scope)}, which had ended`;
      return { scope: scopes.file, phase: position.phase, note: `${note}${whileRunning(scopes)}` };
    }
    if (position.scope.kind === 'test' || position.phase?.state === 'running') {
      return position;
    }
    return eliminate(scopes, position);
  };
}

function eliminate(scopes: SessionScopes, position: ScopePosition | undefined): Placement {
  const [only, second] = scopes.running;
  if (only === undefined) {
    return position ?? { scope: scopes.file };
  }
  return second === undefined
    ? { scope: only, note: 'blamed by elimination: the only test running' }
    : { scope: scopes.file, note: whileRunning(scopes).trimStart() };
}

function whileRunning({ running }: SessionScopes): string {
  const names = [...running].map(quote);
  if (names.length === 0) {
    return '';
  }
  return ` while ${names.join(' and ')} ${names.length === 1 ? 'was' : 'were'} running`;
}

function quote(scope: LeakScope): string {
  return JSON.stringify(scope.name);
}
