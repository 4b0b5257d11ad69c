// Random programs on nested views, next to a model that is an array of bytes, two indices and a count.
// WATERTIGHT_PROGRAMS=1000000 runs more of them, WATERTIGHT_SEED=42 others.

import { leakDetector } from '@watertight/leak-detector';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { OPERATIONS } from './properties/operations.ts';
import { Program, Tape } from './properties/program.ts';
import { addRoot } from './properties/roots.ts';

const PROGRAMS = Number(process.env.WATERTIGHT_PROGRAMS ?? 100_000);

/** The same on every run, unless told otherwise: a test that fails today has to fail tomorrow. */
const SEED = Number(process.env.WATERTIGHT_SEED ?? 4148);

/** More numbers make longer programs: about three go into a step. */
const TAPE = { minLength: 20, maxLength: 70, size: 'max' } as const;

/** One program in this many is tracked, which takes another path through every access and is far slower. */
const TRACKED_ONE_IN = 32;

test(`${PROGRAMS.toLocaleString('en')} random programs leave bytes, indices and counts as the model says`, {
  timeout: 60_000 + PROGRAMS,
}, () => {
  const property = fc.property(fc.array(fc.nat(), TAPE), (numbers) => run(numbers));
  fc.assert(property, { numRuns: PROGRAMS, seed: SEED });
});

function run(numbers: readonly number[]): void {
  const tape = new Tape(numbers);
  const level = tape.below(TRACKED_ONE_IN) === 0 ? 'paranoid' : 'disabled';
  const before = leakDetector.level;
  const scope = leakDetector.openScope('a random program', 'test');
  leakDetector.setLevel(level);
  try {
    scope.run(() => steps(tape));
    expect(scope.openCount).toBe(0);
  } finally {
    leakDetector.setLevel(before);
    scope.close();
  }
}

function steps(tape: Tape): void {
  const program = new Program();
  addRoot(program, tape);
  addRoot(program, tape);
  while (!tape.isAtEnd) {
    const pair = program.pairs[tape.below(program.pairs.length)];
    if (pair !== undefined) {
      tape.pick(OPERATIONS)(program, pair, tape);
      program.checkIndices(pair);
    }
  }
  program.pairs.forEach((pair) => {
    program.check(pair);
  });
  program.end();
}
