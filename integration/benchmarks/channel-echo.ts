// How many messages does a server send back in a second that is a pipeline of handlers, beside one on bare `node:net` that
// does the same framing? Both run in processes of their own, in turns, and the same clients ask them.

import { type EchoLoad, EchoServer } from './echo-client.ts';
import { atLeast, type Benchmark, type Measurement, median } from './measurement.ts';

const GOAL = 0.9;

/** Rounds that are measured, after one that only warms up. */
const ROUNDS = 7;

const LOADS: Readonly<Record<string, EchoLoad>> = {
  '64 B, one at a time on 32 connections': { payloadBytes: 64, connections: 32, inFlight: 1, messages: 40_000 },
  '64 B, 32 at a time on 8 connections': { payloadBytes: 64, connections: 8, inFlight: 32, messages: 300_000 },
  '16 KiB, one at a time on 16 connections': { payloadBytes: 16_384, connections: 16, inFlight: 1, messages: 20_000 },
  '16 KiB, 8 at a time on 8 connections': { payloadBytes: 16_384, connections: 8, inFlight: 8, messages: 30_000 },
};

interface Round {
  readonly perSecond: number;
  readonly cpuMicros: number;
}

export const benchmark: Benchmark = async (progress) => {
  const [channel, net] = [await EchoServer.start('channel'), await EchoServer.start('net')];
  const measurements: Measurement[] = [];
  for (const [name, load] of Object.entries(LOADS)) {
    measurements.push(await compare(name, load, channel, net));
    progress(name);
  }
  channel.stop();
  net.stop();
  return measurements;
};

async function compare(name: string, load: EchoLoad, channel: EchoServer, net: EchoServer): Promise<Measurement> {
  const rounds: (readonly [ours: Round, theirs: Round])[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    rounds.push([await roundOf(channel, load), await roundOf(net, load)]);
  }
  const counted = rounds.slice(1);
  const side = (index: 0 | 1): string => {
    const middle = (figure: keyof Round): number => median(counted.map((round) => round[index][figure]));
    return `${middle('perSecond').toFixed(0)}/s at ${middle('cpuMicros').toFixed(1)} µs of the server's CPU`;
  };
  return atLeast(GOAL, {
    question: `How fast are messages sent back (${name})?`,
    subject: 'a pipeline',
    peer: 'bare node:net',
    ratio: median(counted.map(([ours, theirs]) => ours.perSecond / theirs.perSecond)),
    figures: `${side(0)}, against ${side(1)}`,
  });
}

async function roundOf(server: EchoServer, load: EchoLoad): Promise<Round> {
  const before = await server.figures();
  const seconds = await server.echo(load);
  const after = await server.figures();
  return { perSecond: load.messages / seconds, cpuMicros: (after.cpuMicros - before.cpuMicros) / load.messages };
}
