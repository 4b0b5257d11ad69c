import { createContext, runInContext } from 'node:vm';

/** A realm with a queue of microtasks of its own, which is run to its end whenever a script there has ended. */
let realm: object | undefined;

/**
 * Lets the collector take what a `WeakRef` keeps alive: V8 keeps what was put in one, or read out of one, until the running
 * job is over, and takes the end of any queue of microtasks for that. No microtask of the program's is run here.
 */
export function forgetKeptObjects(): void {
  realm ??= createContext({}, { microtaskMode: 'afterEvaluate' });
  runInContext('', realm);
}
