import { type ByteBuf, CompositeByteBuf, Unpooled } from '@watertight/buffer';
import { call } from '../contract/lent-buffer.ts';
import { HandleModel, store } from './handle-model.ts';
import { mark, moveIndices, reset, skip } from './index-operations.ts';
import { NUMBERS } from './integer-model.ts';
import { MemoryModel } from './memory-model.ts';
import { type Operation, owned } from './program.ts';

/** Kinds of numbers that can only be read. */
const READ_ONLY_KIND = /^Unsigned/;

const KINDS = Object.keys(NUMBERS);

const ACCESSORS = ['get', 'set', 'read', 'write'].flatMap((verb) =>
  KINDS.filter((kind) => verb === 'get' || verb === 'read' || !READ_ONLY_KIND.test(kind)).flatMap((kind) =>
    /Byte|Boolean|Char/.test(kind) ? [`${verb}${kind}`] : [`${verb}${kind}`, `${verb}${kind}LE`],
  ),
);

const access: Operation = (program, { name, ours, model }, tape) => {
  const accessor = ACCESSORS[tape.below(ACCESSORS.length)] ?? 'getByte';
  const [, verb = '', kind = ''] = /^(get|set|read|write)(.+?)(?:LE)?$/.exec(accessor) ?? [];
  const args: unknown[] = verb === 'get' || verb === 'set' ? [tape.upTo(model.capacity)] : [];
  if (verb === 'set' || verb === 'write') {
    args.push(NUMBERS[kind]?.valueOf(tape.next()));
  }
  program.agree(
    `${name}.${accessor}(${args.join(', ')})`,
    () => call(ours, accessor, ...args),
    () => model.access(accessor, ...args),
  );
};

/** At least one: that of no bytes is never refused, as in Netty. */
const zero: Operation = (program, { name, ours, model }, tape) => {
  const lengthBytes = tape.upTo(20) || 1;
  program.agree(
    `${name}.writeZero(${lengthBytes})`,
    () => ours.writeZero(lengthBytes),
    () => store(model.room(lengthBytes), []),
  );
};

const ensure: Operation = (program, { name, ours, model }, tape) => {
  const lengthBytes = tape.upTo(70);
  program.agree(
    `${name}.ensureWritable(${lengthBytes})`,
    () => ours.ensureWritable(lengthBytes),
    () => model.ensureWritable(lengthBytes),
  );
};

const appendArray: Operation = (program, { name, ours, model }, tape) => {
  const bytes = Uint8Array.from({ length: tape.below(9) }, () => tape.below(256));
  program.agree(
    `${name}.writeBytes([${bytes}])`,
    () => ours.writeBytes(bytes),
    () => store(model.room(bytes.length), bytes),
  );
};

const setArray: Operation = (program, { name, ours, model }, tape) => {
  const bytes = Uint8Array.from({ length: tape.below(9) }, () => tape.below(256));
  const index = tape.upTo(model.capacity);
  program.agree(
    `${name}.setBytes(${index}, [${bytes}])`,
    () => ours.setBytes(index, bytes),
    () => {
      model.requireWritable();
      store(model.range(index, bytes.length), bytes);
    },
  );
};

const readArray: Operation = (program, { name, ours, model }, tape) => {
  const lengthBytes = tape.below(model.writerIndex - model.readerIndex + 2);
  const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
  program.agree(
    `${name}.readBytes(new Uint8Array(${lengthBytes}))`,
    () => {
      const bytes = new Uint8Array(lengthBytes);
      ours.readBytes(bytes);
      return hex(bytes);
    },
    () => hex(Uint8Array.from(model.next(lengthBytes), ({ byte }) => byte)),
  );
};

/** From one buffer to another, which may well be the same memory. */
const copyAcross: Operation = (program, { name, ours, model }, tape) => {
  const other = program.pairs[tape.below(program.pairs.length)];
  if (other === undefined) {
    return;
  }
  const [index, from] = [tape.upTo(model.capacity), tape.upTo(other.model.capacity)];
  const lengthBytes = tape.upTo(8);
  program.agree(
    `${name}.setBytes(${index}, ${other.name}, ${from}, ${lengthBytes})`,
    () => ours.setBytes(index, other.ours, from, lengthBytes),
    () => {
      model.requireWritable();
      const target = model.range(index, lengthBytes);
      const bytes = other.model.range(from, lengthBytes).map(({ byte }) => byte);
      store(target, bytes);
    },
  );
};

const retain: Operation = (program, { name, ours, model }, tape) => {
  const increment = 1 + tape.below(3);
  program.agree(
    `${name}.retain(${increment})`,
    () => ours.retain(increment),
    () => model.retain(increment),
  );
};

/** Also one too many; but what a composite buffer holds is its own to release. */
const release: Operation = (program, { name, ours, model }, tape) => {
  const decrement = tape.below(owned(model.memory) + 2);
  if (model.memory.held > 0 && decrement > owned(model.memory)) {
    return;
  }
  program.agree(
    `${name}.release(${decrement})`,
    () => ours.release(decrement),
    () => model.release(decrement),
  );
};

const slice: Operation = (program, { name, ours, model }, tape) => {
  const [index, lengthBytes] = [tape.upTo(model.capacity), tape.upTo(12)];
  program.derive(
    `${name}.slice(${index}, ${lengthBytes})`,
    () => ours.slice(index, lengthBytes),
    () => model.slice(index, lengthBytes),
  );
};

const retainedSlice: Operation = (program, { name, ours, model }, tape) => {
  const [index, lengthBytes] = [tape.upTo(model.capacity), tape.upTo(12)];
  program.derive(
    `${name}.retainedSlice(${index}, ${lengthBytes})`,
    () => ours.retainedSlice(index, lengthBytes),
    () => retained(model.slice(index, lengthBytes)),
  );
};

const readSlice: Operation = (program, { name, ours, model }, tape) => {
  const lengthBytes = tape.upTo(model.writerIndex - model.readerIndex);
  const isRetained = tape.below(2) === 1;
  const read = (): HandleModel => {
    model.requireReadable(lengthBytes);
    const made = model.slice(model.readerIndex, lengthBytes);
    model.next(lengthBytes);
    return made;
  };
  program.derive(
    `${name}.${isRetained ? 'readRetainedSlice' : 'readSlice'}(${lengthBytes})`,
    (): ByteBuf => (isRetained ? ours.readRetainedSlice(lengthBytes) : ours.readSlice(lengthBytes)),
    () => (isRetained ? retained(read()) : read()),
  );
};

const duplicate: Operation = (program, { name, ours, model }, tape) => {
  const isRetained = tape.below(2) === 1;
  program.derive(
    `${name}.${isRetained ? 'retainedDuplicate' : 'duplicate'}()`,
    (): ByteBuf => (isRetained ? ours.retainedDuplicate() : ours.duplicate()),
    () => (isRetained ? retained(model.duplicate()) : model.duplicate()),
  );
};

/** Not of pooled memory: such a copy can grow, into bytes that nobody has written. */
const copy: Operation = (program, { name, ours, model }, tape) => {
  if (model.memory.kind === 'pooled') {
    return;
  }
  const [index, lengthBytes] = [tape.upTo(model.capacity - 1), 1 + tape.below(8)];
  program.derive(
    `${name}.copy(${index}, ${lengthBytes})`,
    () => ours.copy(index, lengthBytes),
    () => {
      const bytes = model.range(index, lengthBytes).map(({ byte }) => byte);
      const { isLittleEndian } = model;
      const made = new HandleModel(new MemoryModel(bytes, model.memory.maxCapacity), { isLittleEndian });
      return made.setIndex(0, lengthBytes);
    },
  );
};

const swap: Operation = (program, { name, ours, model }) => {
  if (model.refCnt === 0) {
    return;
  }
  const order = model.isLittleEndian ? 'BIG_ENDIAN' : 'LITTLE_ENDIAN';
  program.derive(
    `${name}.order('${order}')`,
    () => ours.order(order),
    () => model.swapped(),
  );
};

const unreleasable: Operation = (program, { name, ours, model }) => {
  program.derive(
    `unreleasableBuffer(${name})`,
    () => Unpooled.unreleasableBuffer(ours),
    () => model.asUnreleasable(),
  );
};

/** The types have no writing methods there; those that call them all the same are refused. */
const readOnly: Operation = (program, { name, ours, model }) => {
  if (model.refCnt === 0) {
    return;
  }
  program.derive(
    `${name}.asReadOnly()`,
    () => ours.asReadOnly() as ByteBuf,
    () => model.asReadOnly(),
  );
};

/** Not by a composite, which gives components up instead: then it is a matter of its own, which bytes an older view shows. */
const discard: Operation = (program, { name, ours, model }, tape) => {
  if (model.isReadOnly || ours instanceof CompositeByteBuf) {
    return;
  }
  const method = tape.below(2) === 0 ? 'discardReadBytes' : 'discardSomeReadBytes';
  program.agree(
    `${name}.${method}()`,
    () => ours[method](),
    () => model[method](),
  );
};

/** Only larger: what is cut off goes missing in slices, which is a matter of its own. */
const enlarge: Operation = (program, { name, ours, model }, tape) => {
  const capacity = model.capacity + tape.below(50);
  if (model.isReadOnly || model.window !== undefined) {
    return;
  }
  program.agree(
    `${name}.capacity = ${capacity}`,
    () => {
      ours.capacity = capacity;
    },
    () => model.setCapacity(capacity),
  );
};

/** Only where nothing else shows the bytes: what is cut off goes missing there, which is a matter of its own. */
const shrink: Operation = (program, { name, ours, model }, tape) => {
  const { memory, indices } = model;
  const isShown = program.pairs.some((other) => other.model.memory === memory && other.model.indices !== indices);
  if (model.isReadOnly || model.window !== undefined || memory.kind !== 'simple' || memory.held > 0 || isShown) {
    return;
  }
  const capacity = tape.below(model.capacity + 1);
  program.agree(
    `${name}.capacity = ${capacity}`,
    () => {
      ours.capacity = capacity;
    },
    () => model.setCapacity(capacity),
  );
};

function retained(handle: HandleModel): HandleModel {
  return handle.retain(1);
}

/** Accessors come often, since there are many of them. */
export const OPERATIONS: readonly [Operation, ...Operation[]] = [
  access,
  access,
  access,
  access,
  moveIndices,
  moveIndices,
  skip,
  zero,
  ensure,
  appendArray,
  setArray,
  readArray,
  copyAcross,
  retain,
  release,
  slice,
  retainedSlice,
  readSlice,
  duplicate,
  copy,
  swap,
  unreleasable,
  readOnly,
  discard,
  mark,
  reset,
  enlarge,
  shrink,
];
