// Invariant: what is poisoned belongs to nobody. It is looked at before it is handed out again, and forgotten then.

import { type LeakTracker, leakDetector } from '@watertight/leak-detector';
import { hexLine } from './byte-buf-dump.ts';
import type { MemoryBlock } from './memory-block.ts';

/** No small number, no text, and easily seen in a dump. */
const POISON = 0xde;

/** Larger memory is left as it is: to fill it would take longer than most tests. */
const MAX_POISONED_BYTES = 65_536;

/** How many pieces are remembered; of more, the oldest is looked at and forgotten. */
const MAX_PIECES = 256;

const PATTERN = Buffer.alloc(MAX_POISONED_BYTES, POISON);

const REMEDY =
  'A view of its memory (`toBuffer()`, `asUint8Array()`) has outlived it: copy what is still needed, or release it later.';

/** Memory that nobody may write to, and the tracker of what it belonged to. */
interface Piece {
  readonly memory: Buffer;
  readonly from: number;
  readonly to: number;
  readonly tracker: LeakTracker;
}

/** Oldest first. */
const pieces: Piece[] = [];

leakDetector.addInspection((scope) => inspectWhere((piece) => piece.tracker.scope === scope));

/**
 * Marks memory that is about to be freed, so that a late write to it shows. Only under paranoid. It is looked at when the
 * scope of `tracker` is judged, and by {@link inspected}.
 *
 * @param tracker - of what the memory belonged to.
 */
export function poison({ memory, offset, lengthBytes }: MemoryBlock, tracker: LeakTracker): void {
  const to = offset + lengthBytes;
  // Somebody may have transferred it away.
  const isThere = lengthBytes > 0 && to <= memory.length;
  if (!isThere || lengthBytes > MAX_POISONED_BYTES || leakDetector.level !== 'paranoid') {
    return;
  }
  memory.fill(POISON, offset, to);
  pieces.push({ memory, from: offset, to, tracker });
  const oldest = pieces.length > MAX_PIECES ? pieces.shift() : undefined;
  if (oldest !== undefined) {
    inspect(oldest);
  }
}

/** Looks for late writes in memory that is about to be handed out again, and forgets that it was poisoned. Returns it. */
export function inspected(block: MemoryBlock): MemoryBlock {
  return pieces.length === 0 ? block : inspectBlock(block);
}

function inspectBlock(block: MemoryBlock): MemoryBlock {
  const { memory, offset } = block;
  const end = offset + block.lengthBytes;
  inspectWhere((piece) => piece.memory === memory && piece.from < end && offset < piece.to);
  return block;
}

function inspectWhere(isWanted: (piece: Piece) => boolean): void {
  // From the end, since memory that was freed last is reused first, and indices before `at` stay.
  for (let at = pieces.length - 1; at >= 0; at -= 1) {
    const piece = pieces[at];
    if (piece !== undefined && isWanted(piece)) {
      pieces.splice(at, 1);
      inspect(piece);
    }
  }
}

function inspect({ memory, from, to, tracker }: Piece): void {
  // Nobody can write to memory that was transferred away.
  if (to > memory.length || memory.compare(PATTERN, 0, to - from, from, to) === 0) {
    return;
  }
  const bytes = memory.subarray(from, to);
  const first = bytes.findIndex((byte) => byte !== POISON);
  const written = bytes.subarray(first, bytes.findLastIndex((byte) => byte !== POISON) + 1);
  leakDetector.reportMisuse(tracker, {
    deed: 'was written to after its release',
    evidence: `${written.length} of its ${to - from} bytes, from index ${first}: ${hexLine(written)}`,
    remedy: REMEDY,
  });
}
