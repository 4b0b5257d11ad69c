// What does a count and a guard cost each integer? A direct buffer against Node's Buffer, 4,096 calls a run at rising
// indices, both in the same process.

import { type ByteBuf, Unpooled } from '@watertight/buffer';
import type { Benchmark } from './measurement.ts';
import { race, untracked } from './speed.ts';

const CALLS = 4096;
const SIZE = CALLS * 8;

const ours: ByteBuf = untracked(() => Unpooled.directBuffer(SIZE, SIZE)).setIndex(0, SIZE);
const theirs = Buffer.from(new ArrayBuffer(SIZE));

/** What a bigint allows is smaller than what it costs: the figures say how the rest is spent. */
const RACES = [
  {
    accessor: 'getInt',
    goal: 1,
    subject: () => {
      let sum = 0;
      for (let i = 0; i < CALLS; i += 1) {
        sum += ours.getInt(i * 4);
      }
      return sum;
    },
    peerName: 'readInt32BE(i)',
    peer: () => {
      let sum = 0;
      for (let i = 0; i < CALLS; i += 1) {
        sum += theirs.readInt32BE(i * 4);
      }
      return sum;
    },
  },
  {
    accessor: 'setInt',
    goal: 1,
    subject: () => {
      for (let i = 0; i < CALLS; i += 1) {
        ours.setInt(i * 4, i);
      }
      return ours;
    },
    peerName: 'writeInt32BE(value, i)',
    peer: () => {
      for (let i = 0; i < CALLS; i += 1) {
        theirs.writeInt32BE(i, i * 4);
      }
      return theirs;
    },
  },
  {
    accessor: 'readInt',
    goal: 1,
    subject: () => {
      ours.setIndex(0, SIZE);
      let sum = 0;
      for (let i = 0; i < CALLS; i += 1) {
        sum += ours.readInt();
      }
      return sum;
    },
    peerName: 'readInt32BE(at), at += 4',
    peer: () => {
      let [sum, at] = [0, 0];
      for (let i = 0; i < CALLS; i += 1) {
        sum += theirs.readInt32BE(at);
        at += 4;
      }
      return sum;
    },
  },
  {
    accessor: 'writeInt',
    goal: 1,
    subject: () => {
      ours.clear();
      for (let i = 0; i < CALLS; i += 1) {
        ours.writeInt(i);
      }
      return ours;
    },
    peerName: 'at = writeInt32BE(value, at)',
    peer: () => {
      let at = 0;
      for (let i = 0; i < CALLS; i += 1) {
        at = theirs.writeInt32BE(i, at);
      }
      return at;
    },
  },
  {
    accessor: 'getLong',
    goal: 2,
    subject: () => {
      let sum = 0n;
      for (let i = 0; i < CALLS; i += 1) {
        sum ^= ours.getLong(i * 8);
      }
      return sum;
    },
    peerName: 'readBigInt64BE(i)',
    peer: () => {
      let sum = 0n;
      for (let i = 0; i < CALLS; i += 1) {
        sum ^= theirs.readBigInt64BE(i * 8);
      }
      return sum;
    },
  },
  {
    accessor: 'setLong',
    goal: 2,
    subject: () => {
      for (let i = 0; i < CALLS; i += 1) {
        ours.setLong(i * 8, VALUE);
      }
      return ours;
    },
    peerName: 'writeBigInt64BE(value, i)',
    peer: () => {
      for (let i = 0; i < CALLS; i += 1) {
        theirs.writeBigInt64BE(VALUE, i * 8);
      }
      return theirs;
    },
  },
];

const VALUE = 0x0123_4567_89ab_cdefn;

export const benchmark: Benchmark = async (progress) => {
  const measured = [];
  for (const { accessor, goal, subject, peerName, peer } of RACES) {
    measured.push(
      await race({
        question: `How fast is ${accessor} on a direct buffer?`,
        goal,
        subject: { name: accessor, run: subject },
        peer: { name: `Buffer's ${peerName}`, run: peer },
        calls: CALLS,
      }),
    );
    progress(accessor);
  }
  return measured;
};
