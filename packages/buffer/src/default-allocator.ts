import type { ByteBufAllocator as Allocator } from './allocator.ts';
import { PooledByteBufAllocator } from './pooled-allocator.ts';
import { choiceSetting } from './settings.ts';
import { UnpooledByteBufAllocator } from './unpooled-allocator.ts';

/** Netty's `io.netty.allocator.type`. */
const TYPE = choiceSetting('WATERTIGHT_ALLOCATOR_TYPE', ['pooled', 'unpooled']);

const DEFAULT = TYPE === 'pooled' ? PooledByteBufAllocator.DEFAULT : UnpooledByteBufAllocator.DEFAULT;

export type ByteBufAllocator = Allocator;

export const ByteBufAllocator = Object.freeze({
  /** The allocator for those who have no reason to choose: the pool, or what `WATERTIGHT_ALLOCATOR_TYPE` says. */
  get DEFAULT(): Allocator {
    return DEFAULT;
  },
});
