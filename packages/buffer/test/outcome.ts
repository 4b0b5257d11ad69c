/** What a call came to: its result, or what its error says. */
export function outcome(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    if (error instanceof Error && 'code' in error) {
      return { error: error.name, code: error.code, message: error.message };
    }
    throw error;
  }
}

export function outOfBounds(message: string): unknown {
  return { error: 'IndexOutOfBoundsError', code: 'WATERTIGHT_INDEX_OUT_OF_BOUNDS', message };
}

export function illegalArgument(message: string): unknown {
  return { error: 'IllegalArgumentError', code: 'WATERTIGHT_ILLEGAL_ARGUMENT', message };
}

export function illegalCount(message: string): unknown {
  return { error: 'IllegalReferenceCountError', code: 'WATERTIGHT_ILLEGAL_REFERENCE_COUNT', message };
}
