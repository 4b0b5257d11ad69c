// What a composite refuses, and in which words; Netty's.

import { isIndex } from './bounds.ts';
import { IndexOutOfBoundsError } from './errors.ts';

interface Composed {
  readonly numComponents: number;
}

/** Refuses a place among the components, or behind the last, that there is not. */
export function checkComponentPosition({ numComponents }: Composed, cIndex: number): void {
  if (!isIndex(cIndex) || cIndex > numComponents) {
    throwNoComponent(numComponents, cIndex);
  }
}

/** Refuses the index of a component that there is not. */
export function checkComponentIndex({ numComponents }: Composed, cIndex: number): void {
  if (!isIndex(cIndex) || cIndex >= numComponents) {
    throwNoComponent(numComponents, cIndex);
  }
}

export function checkComponentRange({ numComponents: total }: Composed, cIndex: number, numComponents: number): void {
  if (!isIndex(cIndex) || !isIndex(numComponents) || cIndex + numComponents > total) {
    const expected = `cIndex >= 0 && cIndex + numComponents <= totalNumComponents(${total})`;
    const message = `cIndex: ${String(cIndex)}, numComponents: ${String(numComponents)} (expected: ${expected})`;
    throw new IndexOutOfBoundsError(message, cIndex, numComponents, total);
  }
}

function throwNoComponent(numComponents: number, cIndex: number): never {
  const message = `cIndex: ${String(cIndex)} (expected: >= 0 && <= numComponents(${numComponents}))`;
  throw new IndexOutOfBoundsError(message, cIndex, 1, numComponents);
}
