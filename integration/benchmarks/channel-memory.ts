// Is memory off the heap flat while a server sends back 10^6 messages? What its array buffers take, those of its pool
// included, is counted ten times after a collection; and at its peaks, with whatever Node has not collected yet.

import { type EchoLoad, EchoServer } from './echo-client.ts';
import type { EchoFigures } from './echo-server.ts';
import { atMost, type Benchmark } from './measurement.ts';

const TIMES = 10;

/** A tenth of the messages. */
const LOADS: readonly EchoLoad[] = [
  { payloadBytes: 64, connections: 32, inFlight: 25, messages: 90_000 },
  { payloadBytes: 16_384, connections: 8, inFlight: 5, messages: 10_000 },
];

export const benchmark: Benchmark = async (progress) => {
  const server = await EchoServer.start('channel');
  const taken: EchoFigures[] = [];
  for (let time = 0; time <= TIMES; time += 1) {
    for (const load of LOADS) {
      await server.echo(load);
    }
    taken.push(await server.figures({ collects: true }));
    progress(time === 0 ? 'warm-up' : `${time} of ${TIMES}`);
  }
  server.stop();
  const [warm, ...later] = taken.map(({ arrayBuffers }) => arrayBuffers);
  const [warmPeak, ...laterPeaks] = taken.map(({ peakArrayBuffers }) => peakArrayBuffers);
  const pinned = Math.max(...taken.map((figures) => figures.pinned));
  return [
    atMost(1.1, {
      question: 'Is memory off the heap flat over 10^6 messages?',
      subject: 'array buffers, at most',
      peer: 'after the first 10^5 messages',
      ratio: Math.max(...later) / (warm ?? 0),
      figures: `${mib(later)} against ${mib([warm])}; at its peaks ${mib(laterPeaks)} against ${mib([warmPeak])}; ${pinned} bytes of the pool are pinned afterwards`,
    }),
  ];
};

function mib(bytes: readonly (number | undefined)[]): string {
  return `${(Math.max(...bytes.map((each) => each ?? 0)) / 2 ** 20).toFixed(2)} MiB`;
}
