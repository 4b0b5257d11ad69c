import { posix } from 'node:path';
import type { ProjectFile } from './project-files.ts';

const LINK = /\[[^\]]*\]\(([^)\s]+)[^)]*\)|^\[[^\]]+\]:\s+(\S+)/g;
const HEADING = /^#{1,6}\s+(.+?)\s*#*$/;
const EXTERNAL = /^[a-z][a-z\d+.-]*:/i;

/**
 * Relative links of `documents` that lead nowhere: to no file or folder, or to a heading that is not there.
 *
 * @param exists - whether the project has a file or folder at a path.
 */
export function brokenLinks(documents: readonly ProjectFile[], exists: (path: string) => boolean): string[] {
  const anchors = new Map(documents.map(({ path, text }) => [path, anchorsOf(text)]));
  return documents.flatMap((document) =>
    linksOf(document.text)
      .filter(({ target }) => {
        const [file = '', anchor] = target.split('#');
        const path = file === '' ? document.path : posix.join(posix.dirname(document.path), decodeURIComponent(file));
        return !exists(path) || (anchor !== undefined && anchors.get(path)?.has(anchor) === false);
      })
      .map(({ target, line }) => `${document.path}:${line}: ${target} leads nowhere.`),
  );
}

function linksOf(markdown: string): { target: string; line: number }[] {
  return proseLines(markdown).flatMap(({ text, line }) =>
    [...text.replaceAll(/`[^`]*`/g, '').matchAll(LINK)]
      .map(([, inline, reference]) => ({ target: inline ?? reference ?? '', line }))
      .filter(({ target }) => !EXTERNAL.test(target)),
  );
}

/** The anchors GitHub gives to the headings of `markdown`; those of equal headings are numbered. */
function anchorsOf(markdown: string): Set<string> {
  const anchors = new Set<string>();
  const headings = proseLines(markdown).flatMap(({ text }) => HEADING.exec(text)?.[1] ?? []);
  for (const anchor of headings.map(anchorOf)) {
    let unique = anchor;
    for (let number = 1; anchors.has(unique); number++) {
      unique = `${anchor}-${number}`;
    }
    anchors.add(unique);
  }
  return anchors;
}

/** Lower case, spaces as dashes, punctuation dropped. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(/\s/g, '-');
}

/** The numbered lines of `markdown` that stand outside fenced code blocks. */
function proseLines(markdown: string): { text: string; line: number }[] {
  let fenced = false;
  return markdown.split('\n').flatMap((text, index) => {
    const isFence = text.trimStart().startsWith('```');
    fenced = isFence ? !fenced : fenced;
    return fenced || isFence ? [] : [{ text, line: index + 1 }];
  });
}
