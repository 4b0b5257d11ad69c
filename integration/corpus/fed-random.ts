// Imported before the packages: they take `Math.random` when they are loaded.

const fed: number[] = [];

/** What is drawn where nothing was fed: nobody has such luck. */
const UNLUCKY = 1 - 2 ** -31;

Math.random = () => fed.shift() ?? UNLUCKY;

/** The next random numbers are these, 31-bit ones as Netty draws them; what is left of earlier ones is not drawn any more. */
export function feedRandom(numbers: readonly number[]): void {
  fed.splice(0, fed.length, ...numbers.map((number) => number / 2 ** 31));
}
