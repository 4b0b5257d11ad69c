// Sizes that memory is handed out in: eight to each doubling, as far apart as an eighth of their size at most, so that no
// block is more than an eighth larger than what was asked for, from 128 bytes on. jemalloc and Netty have four.

/** Blocks begin at multiples of it, and are never smaller. */
export const QUANTUM_BYTES = 16;

const QUANTUM_SHIFT = 4;

/** How many classes there are up to the first that is not the quantum apart, and from one doubling to the next. */
const STEPS = 8;

const STEP_SHIFT = 3;

/** The index of the smallest class that holds `units`, which is at least 1. */
export function ceilClass(units: number): number {
  if (units <= STEPS) {
    return units - 1;
  }
  const doubling = 31 - Math.clz32(units - 1);
  return (doubling - STEP_SHIFT + 1) * STEPS + ((units - 1) >>> (doubling - STEP_SHIFT)) - STEPS;
}

/** The index of the largest class that `units` fill. */
export function floorClass(units: number): number {
  const index = ceilClass(units);
  return classUnits(index) === units ? index : index - 1;
}

/** The size of the class `index`. */
function classUnits(index: number): number {
  return index < STEPS ? index + 1 : ((index % STEPS) + STEPS + 1) << (Math.floor(index / STEPS) - 1);
}

/** The index of the class whose blocks are the smallest for so many bytes. */
export function sizeClassOf(bytes: number): number {
  return bytes <= QUANTUM_BYTES ? 0 : ceilClass((bytes + QUANTUM_BYTES - 1) >>> QUANTUM_SHIFT);
}

/** The size of the blocks of class `index`. */
export function sizeOfClass(index: number): number {
  return classUnits(index) << QUANTUM_SHIFT;
}
