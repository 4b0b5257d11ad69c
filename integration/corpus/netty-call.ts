import * as buffer from '@watertight/buffer';
import { type CallArguments, decodeArguments } from './call-arguments.ts';
import type { Step } from './corpus-case.ts';
import type { NamedObjects } from './named-objects.ts';

/** What a call of ours came to. */
export type Outcome =
  | { readonly kind: 'returned'; readonly result: unknown; readonly args: CallArguments }
  | { readonly kind: 'threw'; readonly error: Error; readonly args: CallArguments }
  | { readonly kind: 'missing' };

/** Makes the call that `step` records, on our own objects. Never throws what the call throws. */
export function perform(step: Step, objects: NamedObjects): Outcome {
  const receiver = receiverOf(step, objects);
  const member = step.op.slice(step.op.indexOf('.') + 1);
  if (receiver === undefined || !(member in receiver)) {
    return { kind: 'missing' };
  }
  const args = decodeArguments(step, objects);
  try {
    const result = use(receiver, member, args.values);
    return result === NO_SETTER ? { kind: 'missing' } : { kind: 'returned', result, args };
  } catch (error) {
    if (error instanceof Error) {
      return { kind: 'threw', error, args };
    }
    throw error;
  }
}

function receiverOf({ op, target }: Step, objects: NamedObjects): object | undefined {
  if (target !== null) {
    return objects.get(target).object;
  }
  const holder: unknown = Reflect.get(buffer, op.slice(0, op.indexOf('.')));
  return (typeof holder === 'object' && holder !== null) || typeof holder === 'function' ? holder : undefined;
}

/** What assigning to a property that cannot be assigned comes to. */
const NO_SETTER = Symbol('no setter');

/** Netty's accessor pairs are properties here: asked for without arguments, assigned with one. */
function use(receiver: object, member: string, values: readonly unknown[]): unknown {
  const found: unknown = Reflect.get(receiver, member);
  if (typeof found === 'function') {
    return Reflect.apply(found, receiver, values);
  }
  if (values.length === 0) {
    return found;
  }
  return Reflect.set(receiver, member, values[0]) ? receiver : NO_SETTER;
}
