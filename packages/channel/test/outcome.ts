/** What a call came to: its result, or the code and message of its error. */
export function outcome(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    return said(error);
  }
}

/** An error in one line: `WATERTIGHT_DECODER: …`. */
export function said(error: unknown): string {
  return error instanceof Error && 'code' in error ? `${error.code}: ${error.message}` : String(error);
}
