// Steps that move indices only.

import type { Operation } from './program.ts';

/** Not of released memory, whose capacity depends on where it came from. */
export const moveIndices: Operation = (program, { name, ours, model }, tape) => {
  if (model.refCnt === 0) {
    return;
  }
  const [readerIndex, writerIndex] = [tape.upTo(model.writerIndex), tape.upTo(model.capacity)];
  program.agree(
    `${name}.setIndex(${readerIndex}, ${writerIndex})`,
    () => ours.setIndex(readerIndex, writerIndex),
    () => model.setIndex(readerIndex, writerIndex),
  );
};

export const skip: Operation = (program, { name, ours, model }, tape) => {
  const lengthBytes = tape.upTo(model.writerIndex - model.readerIndex);
  program.agree(
    `${name}.skipBytes(${lengthBytes})`,
    () => ours.skipBytes(lengthBytes),
    () => model.next(lengthBytes) && model,
  );
};

export const mark: Operation = (program, { name, ours, model }) => {
  program.agree(
    `${name}.markReaderIndex().markWriterIndex()`,
    () => ours.markReaderIndex().markWriterIndex(),
    () => model.mark(),
  );
};

/** Not of released memory, whose capacity depends on where it came from. */
export const reset: Operation = (program, { name, ours, model }, tape) => {
  if (model.refCnt === 0) {
    return;
  }
  const { reader, writer, markedReader, markedWriter } = model.indices;
  const method = tape.below(2) === 0 ? 'resetReaderIndex' : 'resetWriterIndex';
  program.agree(
    `${name}.${method}()`,
    () => ours[method](),
    () => (method === 'resetReaderIndex' ? model.setIndex(markedReader, writer) : model.setIndex(reader, markedWriter)),
  );
};
