const START_OF_MESSAGE = /^\w*Error: /;

/** A line of a stack or of a code frame, as Vitest or Jest prints them. */
const END_OF_MESSAGE = /^(?:❯|at |>? *\d+ *\||⎯)/;

/**
 * The messages of all errors in a runner's text, sorted, without the indentation that its reporter chose: what the run
 * says, apart from how the runner shows it.
 */
export function errorMessages(text: string): readonly string[] {
  const lines = text.split('\n').map((line) => line.trim());
  const starts = lines.flatMap((line, index) => (START_OF_MESSAGE.test(line) ? [index] : []));
  return starts.map((start) => messageAt(lines, start)).sort();
}

function messageAt(lines: readonly string[], start: number): string {
  const end = lines.findIndex((line, index) => index > start && END_OF_MESSAGE.test(line));
  return lines
    .slice(start, end === -1 ? undefined : end)
    .join('\n')
    .trim();
}
