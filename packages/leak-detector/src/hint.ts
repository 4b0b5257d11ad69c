/** What somebody says of a resource in hand; a function or an object is asked only where the resource is tracked. */
export type Hint = string | (() => string) | { toHintString(): string };

/** More than this of one hint is cut: a report names, it does not dump. */
const MAX_CHARACTERS = 200;

/** The hint's words; what went wrong, where it throws. Nothing of an object is kept. */
export function textOf(hint: Hint): string {
  const text = asked(hint);
  return text.length > MAX_CHARACTERS ? `${text.slice(0, MAX_CHARACTERS)}…` : text;
}

function asked(hint: Hint): string {
  try {
    if (typeof hint === 'function') {
      return String(hint());
    }
    return String(typeof hint === 'object' ? hint.toHintString() : hint);
  } catch (error) {
    return `(the hint threw ${textOfError(error)})`;
  }
}

/** An error in words: whatever was thrown may throw again when it is asked for its own. */
export function textOfError(error: unknown): string {
  try {
    return String(error);
  } catch {
    return 'something without a text';
  }
}
