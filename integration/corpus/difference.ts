import { isDeepStrictEqual } from 'node:util';
import { type BufferState, isObject, isUnreadable, type Step, type Value } from './corpus-case.ts';
import type { NamedObjects } from './named-objects.ts';
import type { Outcome } from './netty-call.ts';
import { type Observation, observe, read } from './observe.ts';
import { isSameError, withoutClassNames } from './thrown-error.ts';

/** One thing that came out otherwise than recorded. */
export interface Difference {
  /** Of the call: `result`, `error`, `out`, `visited`; of a buffer: a field of its state. */
  readonly field: string;
  /** The buffer's name; none if it is the call that differs. */
  readonly name?: string;
  readonly expected: unknown;
  /** What ours is; an `Error` if it threw. */
  readonly actual: unknown;
}

/**
 * Everything that differs between the recorded step and our outcome of it. Gives the objects that the step made their
 * names, whatever they are.
 */
export function compare(step: Step, outcome: Outcome, objects: NamedObjects): Difference[] {
  if (outcome.kind === 'missing') {
    return [];
  }
  return [...compareCall(step, outcome, objects), ...compareBuffers(step, objects)];
}

function compareCall(step: Step, outcome: Exclude<Outcome, { kind: 'missing' }>, objects: NamedObjects): Difference[] {
  const { out, visited } = outcome.args;
  return [
    ...compareOutcome(step, outcome, objects),
    ...compareHex('out', step.out, out ?? []),
    ...compareHex('visited', step.visited, visited),
  ];
}

function compareOutcome(
  step: Step,
  outcome: Exclude<Outcome, { kind: 'missing' }>,
  objects: NamedObjects,
): Difference[] {
  if (outcome.kind === 'threw') {
    const same = step.error !== undefined && isSameError(step.error, outcome.error);
    return same ? [] : [{ field: 'error', expected: step.error ?? step.result ?? null, actual: outcome.error }];
  }
  const isNew = bindNew(step, outcome.result, objects);
  const actual = encode(outcome.result, objects);
  if (step.error !== undefined) {
    return [{ field: 'error', expected: step.error, actual }];
  }
  const same = isNew && isSameValue(step.result ?? null, outcome.result, objects);
  return same ? [] : [{ field: 'result', expected: step.result ?? null, actual }];
}

function compareHex(field: string, expected: string | undefined, actual: ArrayLike<number>): Difference[] {
  const hex = Buffer.from(actual).toString('hex');
  return expected === undefined || expected === hex ? [] : [{ field, expected, actual: hex }];
}

/** Everything that differs between the buffers as they were recorded after the step, and ours as they are. */
export function compareBuffers(
  { target, state, others = {}, refCnts = {} }: Step,
  objects: NamedObjects,
): Difference[] {
  const states = target === null || state === undefined ? others : { [target]: state, ...others };
  const differences = Object.entries(states).flatMap(([name, recorded]) => compareState(name, recorded, objects));
  const counts = Object.entries(refCnts);
  return [...differences, ...counts.flatMap(([name, refCnt]) => compareCount(name, refCnt, objects))];
}

function compareState(name: string, recorded: BufferState, objects: NamedObjects): Difference[] {
  const named = objects.find(name);
  if (named === undefined) {
    return [];
  }
  const observed = observe(named.object, recorded);
  return Object.entries(recorded).flatMap(([field, expected]) => {
    const observation = observed.get(field);
    return observation === undefined ? [] : compareObservation(name, field, expected, observation);
  });
}

function compareCount(name: string, refCnt: number, objects: NamedObjects): Difference[] {
  const named = objects.find(name);
  return named === undefined ? [] : compareObservation(name, 'refCnt', refCnt, read('refCnt', named.object));
}

function compareObservation(name: string, field: string, expected: unknown, observation: Observation): Difference[] {
  if ('value' in observation) {
    const actual = observation.value;
    return isDeepStrictEqual(expected, actual) ? [] : [{ field, name, expected, actual }];
  }
  const { error: actual } = observation;
  return isUnreadable(expected) && isSameError(expected.error, actual) ? [] : [{ field, name, expected, actual }];
}

/** Names the objects that `step` saw for the first time, each by its place in the result. Whether they are new here too. */
function bindNew({ result, as = [] }: Step, actual: unknown, objects: NamedObjects): boolean {
  const recorded = Array.isArray(result) ? result : [result];
  const ours: readonly unknown[] = Array.isArray(result) ? listOf(actual) : [actual];
  const isNew = recorded.map((value: Value, index) => {
    const object = ours[index];
    if (!isObject(value) || value.ref === undefined || !as.includes(value.ref) || !isReference(object)) {
      return true;
    }
    const hadNoName = objects.nameOf(object) === undefined;
    objects.bind(value.ref, object, value.class ?? '');
    return hadNoName;
  });
  return isNew.every(Boolean);
}

/** Our result as a recording would have it. */
function encode(value: unknown, objects: NamedObjects): unknown {
  if (value === undefined || value === null) {
    return null;
  }
  if (typeof value === 'bigint' || (typeof value === 'number' && !Number.isFinite(value))) {
    return String(value);
  }
  if (!isReference(value)) {
    return value;
  }
  const name = objects.nameOf(value);
  if (name !== undefined) {
    return { ref: name };
  }
  if (value instanceof Uint8Array) {
    return { bytes: Buffer.from(value).toString('hex') };
  }
  if (Symbol.iterator in value) {
    return listOf(value).map((element) => encode(element, objects));
  }
  return Object.fromEntries(Object.entries(value).map(([key, number]) => [key, String(number)]));
}

function isSameValue(expected: Value, actual: unknown, objects: NamedObjects): boolean {
  if (Array.isArray(expected)) {
    const elements = listOf(actual);
    return (
      expected.length === elements.length &&
      expected.every((value: Value, index) => isSameValue(value, elements[index], objects))
    );
  }
  if (isObject(expected) && expected.ref !== undefined) {
    return objects.find(expected.ref)?.object === actual;
  }
  if (typeof expected === 'string' && typeof actual === 'string') {
    return withoutClassNames(expected) === withoutClassNames(actual);
  }
  const encoded = encode(actual, objects);
  return isDeepStrictEqual(expected, typeof expected === 'string' ? String(encoded) : encoded);
}

function isReference(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function listOf(value: unknown): unknown[] {
  return isReference(value) && Symbol.iterator in value ? [...(value as Iterable<unknown>)] : [];
}
