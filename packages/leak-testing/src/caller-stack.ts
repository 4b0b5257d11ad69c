import { CallStack, leakDetector, type StackFrame } from '@watertight/leak-detector';

/**
 * The frames of whoever called into our packages. They are formatted at once: what runs next may be asked whether it keeps
 * something alive.
 */
export function callerFrames(): readonly StackFrame[] {
  return CallStack.capture().frames(leakDetector.hiddenFolders);
}

/** Gives `error` the stack that test runners show, and draw their code frame from. Returns it. */
export function withStack<E extends Error>(error: E, frames: readonly StackFrame[]): E {
  const lines = frames.map(({ functionName, file, line, column }) => {
    const place = `${file}:${line}:${column}`;
    return functionName === '' ? `    at ${place}` : `    at ${functionName} (${place})`;
  });
  error.stack = [`${error.name}: ${error.message}`, ...lines].join('\n');
  return error;
}
