// Invariant: the only file of this package that asks for Node's async context.

/** Carries one value through a call and everything asynchronous that starts in it. */
export interface AsyncContext<T> {
  /** The value of the innermost `run` whose call, or whose asynchronous work, is running now. */
  current(): T | undefined;
  run<R>(value: T, fn: () => R): R;
  /** A function that calls `fn` in `run`, with the `this`, the arguments and the `length` that `fn` has. */
  bind<F extends AnyFunction>(value: T, fn: F): F;
}

type AnyFunction = (...args: never[]) => unknown;

type Callable = (...args: unknown[]) => unknown;

/** Node's `AsyncLocalStorage`; where a platform has none, a context that ends with the synchronous call. */
export function createAsyncContext<T>(): AsyncContext<T> {
  const hooks = typeof process === 'undefined' ? undefined : process.getBuiltinModule?.('node:async_hooks');
  return hooks === undefined ? synchronousContext() : asynchronousContext(hooks);
}

function asynchronousContext<T>(hooks: typeof import('node:async_hooks')): AsyncContext<T> {
  const storage = new hooks.AsyncLocalStorage<T>();
  return {
    current: () => storage.getStore(),
    run: (value, fn) => storage.run(value, fn),
    // Node's own function: it leaves no frame of ours on the stacks of what it calls.
    bind: <F extends AnyFunction>(value: T, fn: F) =>
      storage.run(value, () => hooks.AsyncResource.bind(fn as unknown as Callable)) as unknown as F,
  };
}

function synchronousContext<T>(): AsyncContext<T> {
  let current: T | undefined;
  const run = <R>(value: T, fn: () => R): R => {
    const outer = current;
    current = value;
    try {
      return fn();
    } finally {
      current = outer;
    }
  };
  return {
    current: () => current,
    run,
    bind: <F extends AnyFunction>(value: T, fn: F) => {
      const bound = function (this: unknown, ...args: unknown[]): unknown {
        return run(value, () => Reflect.apply(fn, this, args));
      };
      return Object.defineProperty(bound, 'length', { value: fn.length }) as unknown as F;
    },
  };
}
