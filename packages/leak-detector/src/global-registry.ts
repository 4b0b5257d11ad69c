// Invariant: the only file of the project's packages that touches `globalThis` to share or to look for something.

const PREFIX = 'watertight.leak-detector.';

/** The version of the protocol between copies: raised whenever the shape of the shared detector changes. */
export const PROTOCOL_VERSION = 1;

const KEY = Symbol.for(`${PREFIX}v${PROTOCOL_VERSION}`);

/**
 * The one instance of this realm: made by whichever copy of the package is loaded first, used by all the others
 * (ESM beside CJS, two installed versions, a test runner's module registry).
 *
 * The instance has to be frozen: Jest 30 deletes what it can from objects on the sandbox's global when a file ends.
 */
export function sharedInstance<T extends object>(create: () => T): T {
  const existing: T | undefined = Reflect.get(globalThis, KEY);
  if (existing !== undefined) {
    return existing;
  }
  const instance = Object.freeze(create());
  Object.defineProperty(globalThis, KEY, { value: instance, configurable: true });
  return instance;
}

/** Names of detectors in this realm that speak another protocol: what they track, this one does not see. */
export function foreignDetectors(): readonly string[] {
  return Object.getOwnPropertySymbols(globalThis)
    .filter((symbol) => symbol !== KEY)
    .map((symbol) => symbol.description ?? '')
    .filter((description) => description.startsWith(PREFIX));
}
