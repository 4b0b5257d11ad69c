import { type ByteBuf, type ByteBufAllocator, CompositeByteBuf } from '@watertight/buffer';

/** 2^31 - 1: what a buffer, or the number of a composite's components, may grow to. */
const MAX_INT = 2 ** 31 - 1;

/**
 * Puts what has come behind what is left of earlier reads. Takes both, also where it throws; returns owned. Netty's
 * interface of this name.
 */
export type Cumulator = (alloc: ByteBufAllocator, cumulation: ByteBuf, input: ByteBuf) => ByteBuf;

/** Copies what has come into one piece of memory. Netty's `MERGE_CUMULATOR`. */
export const MERGE_CUMULATOR: Cumulator = (alloc, cumulation, input) => {
  if (!cumulation.isReadable() && input.isContiguous()) {
    cumulation.release();
    return input;
  }
  let merged: ByteBuf | undefined;
  try {
    merged = hasRoom(cumulation, input.readableBytes)
      ? cumulation.writeBytes(input)
      : copyOfBoth(alloc, cumulation, input);
    return merged;
  } finally {
    if (merged !== cumulation) {
      cumulation.release();
    }
    input.release();
  }
};

/** Copies nothing: what has come becomes a component. Reading across components costs more. Netty's `COMPOSITE_CUMULATOR`. */
export const COMPOSITE_CUMULATOR: Cumulator = (alloc, cumulation, input) => {
  if (!cumulation.isReadable()) {
    cumulation.release();
    return input;
  }
  let composite: CompositeByteBuf;
  try {
    composite =
      cumulation instanceof CompositeByteBuf && cumulation.refCnt === 1
        ? withoutRoom(cumulation)
        : append(alloc.compositeBuffer(MAX_INT), cumulation);
  } catch (error) {
    input.release();
    throw error;
  }
  return append(composite, input);
};

/** Whether so many bytes can be written without moving memory that others look at. */
function hasRoom(cumulation: ByteBuf, lengthBytes: number): boolean {
  return (
    lengthBytes <= cumulation.maxWritableBytes &&
    (lengthBytes <= cumulation.maxFastWritableBytes || cumulation.refCnt === 1) &&
    !cumulation.isReadOnly()
  );
}

function copyOfBoth(alloc: ByteBufAllocator, cumulation: ByteBuf, input: ByteBuf): ByteBuf {
  const lengthBytes = cumulation.readableBytes + input.readableBytes;
  const copy = alloc.buffer(alloc.calculateNewCapacity(lengthBytes, MAX_INT));
  try {
    return copy.writeBytes(cumulation, cumulation.readerIndex, cumulation.readableBytes).writeBytes(input);
  } catch (error) {
    copy.release();
    throw error;
  }
}

/** Components go to the end of the capacity, which has to be where the readable bytes end. */
function withoutRoom(composite: CompositeByteBuf): CompositeByteBuf {
  if (composite.writerIndex !== composite.capacity) {
    composite.capacity = composite.writerIndex;
  }
  return composite;
}

/** Takes both, also where it throws. */
function append(composite: CompositeByteBuf, input: ByteBuf): CompositeByteBuf {
  try {
    return composite.addFlattenedComponents(true, input);
  } catch (error) {
    composite.release();
    throw error;
  }
}
