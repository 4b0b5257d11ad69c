import { inspect } from 'node:util';
import type { CorpusCase, Step } from './corpus-case.ts';
import type { Deviation } from './deviation.ts';
import type { Difference } from './difference.ts';
import type { StepVerdict } from './replay-case.ts';

/** How many unexplained steps are printed in full. */
const SHOWN = 5;

/** The longest value that is printed whole. */
const SHOWN_CHARACTERS = 200;

/** Counts what came of all steps, and says it. */
export class Tally {
  readonly #deviations: readonly Deviation[];
  readonly #steps = new Map<StepVerdict['kind'], number>();
  readonly #covered = new Map<Deviation, number>();
  readonly #notComparable = new Map<Deviation, number>();
  readonly #missing = new Map<string, number>();
  readonly #unexplained: string[] = [];
  #cases = 0;

  /** Takes the table, so that an entry without a step is said to have none. */
  constructor(deviations: readonly Deviation[]) {
    this.#deviations = deviations;
  }

  add({ id, steps }: CorpusCase, verdicts: readonly StepVerdict[]): void {
    this.#cases += 1;
    for (const [index, step] of steps.entries()) {
      const verdict = verdicts[index];
      if (verdict !== undefined) {
        count(this.#steps, verdict.kind);
        this.#addDetails(verdict, step, `${id}, step ${index}`);
      }
    }
  }

  /** Whether something was replayed, and all of it is equal or explained. */
  get isClean(): boolean {
    return this.#of('equal') > 0 && this.#of('unexplained') + this.#of('not implemented') === 0;
  }

  toString(): string {
    return [
      ...this.#unexplained.slice(0, SHOWN),
      `${this.#cases} cases, ${sum(this.#steps)} steps`,
      line(this.#of('equal'), 'equal'),
      line(this.#of('deviation'), 'covered by a deviation (a step can be covered by two)'),
      ...this.#deviations.map((deviation) => entry(this.#covered.get(deviation) ?? 0, deviation)),
      line(this.#of('not comparable'), 'not comparable, since they follow'),
      ...[...this.#notComparable].map(([deviation, steps]) => entry(steps, deviation)),
      line(this.#of('not implemented'), 'not implemented'),
      ...[...this.#missing].map(([op, steps]) => `  ${line(steps, op)}`),
      line(this.#of('not reached'), 'not reached, since they follow one that is unexplained or not implemented'),
      line(this.#of('unexplained'), 'unexplained'),
    ].join('\n');
  }

  #addDetails(verdict: StepVerdict, step: Step, place: string): void {
    switch (verdict.kind) {
      case 'deviation':
        for (const deviation of verdict.deviations) {
          count(this.#covered, deviation);
        }
        break;
      case 'not comparable':
        count(this.#notComparable, verdict.deviation);
        break;
      case 'not implemented':
        count(this.#missing, step.op);
        break;
      case 'unexplained':
        this.#unexplained.push(describe(place, step, verdict.differences));
        break;
      default:
    }
  }

  #of(kind: StepVerdict['kind']): number {
    return this.#steps.get(kind) ?? 0;
  }
}

function count<T>(counts: Map<T, number>, key: T): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function sum(counts: ReadonlyMap<unknown, number>): number {
  return [...counts.values()].reduce((total, steps) => total + steps, 0);
}

function line(steps: number, what: string): string {
  return `${String(steps).padStart(7)}  ${what}`;
}

function entry(steps: number, { name, rule }: Deviation): string {
  return `  ${line(steps, `${name}: ${rule}`)}`;
}

/** `UNEXPLAINED composite/0004, step 7: v0.getInt(3)`, and each difference below. */
function describe(place: string, { op, target, args }: Step, differences: readonly Difference[]): string {
  const call = `${target === null ? '' : `${target}.`}${op}(${args.map((value) => JSON.stringify(value)).join(', ')})`;
  const lines = differences.map(({ field, name, expected, actual }) => {
    const what = name === undefined ? field : `${name}.${field}`;
    return `  ${what}: Netty ${shown(expected)}\n  ${' '.repeat(what.length)}  ours  ${shown(actual)}`;
  });
  return [`UNEXPLAINED ${place}: ${call}`, ...lines, ''].join('\n');
}

function shown(value: unknown): string {
  const text = value instanceof Error ? `${value.name}: ${value.message}` : inspect(value, { breakLength: Infinity });
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}
