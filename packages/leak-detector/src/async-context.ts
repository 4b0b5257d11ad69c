// Invariant: the only file of this package that asks for a Node module.

/** Carries one value through a call and everything asynchronous that starts in it. */
export interface AsyncContext<T> {
  /** The value of the innermost `run` whose call, or whose asynchronous work, is running now. */
  current(): T | undefined;
  run<R>(value: T, fn: () => R): R;
}

/** Node's `AsyncLocalStorage`; where a platform has none, a context that ends with the synchronous call. */
export function createAsyncContext<T>(): AsyncContext<T> {
  const hooks = typeof process === 'undefined' ? undefined : process.getBuiltinModule?.('node:async_hooks');
  return hooks === undefined ? synchronousContext() : asynchronousContext(new hooks.AsyncLocalStorage<T>());
}

function asynchronousContext<T>(storage: import('node:async_hooks').AsyncLocalStorage<T>): AsyncContext<T> {
  return {
    current: () => storage.getStore(),
    run: (value, fn) => storage.run(value, fn),
  };
}

function synchronousContext<T>(): AsyncContext<T> {
  let current: T | undefined;
  return {
    current: () => current,
    run: (value, fn) => {
      const outer = current;
      current = value;
      try {
        return fn();
      } finally {
        current = outer;
      }
    },
  };
}
