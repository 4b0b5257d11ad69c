/**
 * Says what the end of a `using` declaration does. Sandboxes of test runners may lack the symbol; nothing is patched into
 * them.
 */
export function defineDispose<T extends object>(prototype: T, dispose: (resource: T) => void): void {
  if (Symbol.dispose !== undefined) {
    Object.defineProperty(prototype, Symbol.dispose, {
      value: function disposeOf(this: T): void {
        dispose(this);
      },
    });
  }
}
