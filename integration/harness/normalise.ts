/** The folders of one run, whose names differ every time. */
export interface RunFolders {
  readonly project: string;
  readonly temporary: string;
  readonly installation: string;
}

type Rule = readonly [pattern: RegExp, replacement: string];

/** What differs between two runs of the same thing, or between two versions of the same runner, and nothing else. */
const RULES: readonly Rule[] = [
  [/\bv\d+\.\d+\.\d+\b/g, 'v<version>'],
  [/^( *(?:Start at|Duration|Time:)) .*$/gm, '$1 <time>'],
  // Whether a runner prints the duration of a single test depends on the duration. A time limit (`in 50ms`) stays.
  [/(?<!\b(?:in|of)) +\(?\d+(?:\.\d+)? ?m?s\)?(?= \((?:retry|repeat) x\d+\)$|$)/gm, ''],
  [/\(node:\d+\)/g, '(node:<pid>)'],
  // Lines inside Node and inside installed packages change with every release of theirs.
  [/(\bnode:[\w/]+|node_modules\/[^\s:()]+):\d+(?::\d+)?/g, '$1:<line>'],
  // The name under which Vite keeps a bundled configuration file.
  [/\.timestamp-\d+-[0-9a-f]+\b/g, '.timestamp-<time>'],
  [/[ \t]+$/gm, ''],
];

/** Replaces the words of a runner's output that differ from run to run. */
export function normalise(output: string, { project, temporary, installation }: RunFolders): string {
  const text = output
    .replaceAll(temporary, '<temporary>')
    .replaceAll(project, '<project>')
    .replaceAll(installation, '<installation>');
  return RULES.reduce((rest, [pattern, replacement]) => rest.replace(pattern, replacement), text);
}

/** The text without what holds the leaks. */
export function withoutHolders(text: string): string {
  return text.replace(/^(\s*held by) .*$/gm, '$1 …');
}
