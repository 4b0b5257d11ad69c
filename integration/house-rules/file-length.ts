import ts from 'typescript';
import type { ProjectFile } from './project-files.ts';

/** Lines of code a file may have; comments and blank lines are free. */
export const MAX_CODE_LINES = 300;

/** Files that may be longer, each with the reason why it cannot be split. */
export const LONG_FILES: Readonly<Record<string, string>> = {};

/** Files longer than {@link MAX_CODE_LINES} without a reason in `longFiles`, and reasons that are no longer needed. */
export function tooLongFiles(files: readonly ProjectFile[], longFiles: Readonly<Record<string, string>>): string[] {
  const long = new Map(
    files.map((file) => [file.path, countCodeLines(file)] as const).filter(([, lines]) => lines > MAX_CODE_LINES),
  );
  const unexplained = [...long].filter(([path]) => !Object.hasOwn(longFiles, path));
  const stale = Object.keys(longFiles).filter((path) => !long.has(path));
  return [
    ...unexplained.map(([path, lines]) => `${path}: ${lines} lines of code, ${MAX_CODE_LINES} are allowed.`),
    ...stale.map((path) => `${path}: is not too long any more; delete its reason.`),
  ];
}

/** How many lines of `file` hold at least a part of a token. */
export function countCodeLines(file: ProjectFile): number {
  const source = ts.createSourceFile(file.path, file.text, ts.ScriptTarget.Latest);
  const lineOf = (position: number): number => source.getLineAndCharacterOfPosition(position).line;
  const lines = new Set<number>();
  const visit = (node: ts.Node): void => {
    if (ts.isJSDoc(node) || node.getWidth(source) === 0) {
      return;
    }
    const children = node.getChildren(source);
    if (children.length > 0) {
      children.forEach(visit);
      return;
    }
    for (let line = lineOf(node.getStart(source)); line <= lineOf(node.end); line++) {
      lines.add(line);
    }
  };
  visit(source);
  return lines.size;
}
