import type { Floor } from './floors.ts';

const GRAPH = /^```mermaid\n(.*?)^```$/ms;
const ARROW = /^\s*([\w-]+)\s*-->\s*([\w-]+)\s*$/;

/** The arrows of the first mermaid graph of `markdown`, one a line: `vitest --> leak-testing`. */
export function drawnArrows(markdown: string): string[] {
  const graph = GRAPH.exec(markdown)?.[1] ?? '';
  return graph.split('\n').flatMap((line) => {
    const [, from, to] = ARROW.exec(line) ?? [];
    return from === undefined ? [] : [`${from} --> ${to}`];
  });
}

/** The arrows that `floors` allows, as a graph should draw them. */
export function allowedArrows(floors: readonly Floor[]): string[] {
  return floors.flatMap(({ name, packages }) => packages.map((other) => `${name} --> ${other}`));
}
