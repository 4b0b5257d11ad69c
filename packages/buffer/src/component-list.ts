// What a composite does with components one by one. They lie one behind the other, without gaps.

import type { LeakTracker } from '@watertight/leak-detector';
import type { Component } from './component.ts';

/** The index of the component that holds `position`; of the last one, if none does. */
export function indexOfComponent(components: readonly Component[], position: number): number {
  let low = 0;
  let high = components.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (position < (components[middle]?.end ?? 0)) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}

/** Moves the components from the index `from` on to where the one before them ends; returns where the last one ends. */
export function closeGaps(components: readonly Component[], from: number): number {
  let end = components[from - 1]?.end ?? 0;
  for (const component of components.slice(from)) {
    component.moveTo(end);
    end = component.end;
  }
  return end;
}

/** Gives the reference of each back, also when one of them was released too often. Takes `components`. */
export function releaseComponents(components: readonly Component[], holder: LeakTracker | undefined): void {
  const errors: unknown[] = [];
  for (const { buffer, owner } of components) {
    try {
      if (holder !== undefined) {
        owner.tracker?.letGo(holder);
      }
      buffer.release();
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) {
    throw errors[0];
  }
}
