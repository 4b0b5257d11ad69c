import { ByteBuf, READ_ONLY, ROOT } from './byte-buf.ts';
import { MAX_CAPACITY } from './capacity.ts';
import { Component } from './component.ts';
import { CompositeMemory } from './composite-memory.ts';
import type { MemorySource } from './memory-source.ts';

/**
 * Several buffers as one that nobody can change: Netty's class of this name. Also of released ones, which are refused when
 * they are read.
 */
export class FixedCompositeByteBuf extends ByteBuf {
  declare protected owner: CompositeMemory;

  /** Takes `buffers`, which are at least one. */
  constructor(source: MemorySource, buffers: readonly ByteBuf[]) {
    const toComponent = (buffer: ByteBuf) => new Component(buffer, ByteBuf.readableSpan(buffer));
    const capacity = buffers.reduce((sum, { readableBytes }) => sum + readableBytes, 0);
    const named = { ...source, className: 'FixedCompositeByteBuf' };
    const owner = new CompositeMemory(named, buffers.length, toComponent, capacity);
    for (const [index, buffer] of buffers.entries()) {
      owner.insert(index, toComponent(buffer));
    }
    super(owner, { ...ROOT, traits: READ_ONLY }, 0, 0, -1, 0);
    owner.setRoot(this);
    this.writer = capacity;
  }

  protected override get growthBytes(): number {
    return MAX_CAPACITY;
  }

  /** As in Netty, where it does not say that it cannot grow. */
  protected override describe(): string {
    return super.describe().replace(/(?:\/\d+)?\)$/, `, components=${this.owner.components.length})`);
  }
}
