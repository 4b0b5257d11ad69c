// How far from Redis is the RESP server of the examples, under `redis-benchmark -t get,set -P 16`? It is a program of a few
// hundred lines in JavaScript beside one in C, so the goal is only that it stays within sight.

import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { atLeast, type Benchmark, median } from './measurement.ts';

const GOAL = 0.15;

/** Rounds that are measured, after one that only warms up. */
const ROUNDS = 5;

const REQUESTS = 200_000;

const PORTS = { example: 16_380, redis: 16_379 };

const MAIN = join(import.meta.dirname, '../examples/resp-server/main.ts');

type Command = 'GET' | 'SET';

export const benchmark: Benchmark = async (progress) => {
  const servers: ChildProcess[] = [];
  try {
    servers.push(
      await start(process.execPath, [MAIN, String(PORTS.example)], 'Try:'),
      await start(
        'redis-server',
        ['--port', String(PORTS.redis), '--save', '', '--bind', '127.0.0.1'],
        'Ready to accept',
      ),
    );
    const rounds: Readonly<Record<keyof typeof PORTS, Record<Command, number>>>[] = [];
    for (let round = 0; round <= ROUNDS; round += 1) {
      rounds.push({ example: await perSecond(PORTS.example), redis: await perSecond(PORTS.redis) });
      progress(round === 0 ? 'warm-up' : `round ${round}`);
    }
    return (['GET', 'SET'] as const).map((command) => {
      const counted = rounds.slice(1).map(({ example, redis }) => [example[command], redis[command]] as const);
      const middle = (side: 0 | 1): string => median(counted.map((round) => round[side])).toFixed(0);
      return atLeast(GOAL, {
        question: `How many ${command}s a second does redis-benchmark -P 16 get out of it?`,
        subject: 'the RESP server of the examples',
        peer: 'redis-server',
        ratio: median(counted.map(([example, redis]) => example / redis)),
        figures: `${middle(0)}/s against ${middle(1)}/s`,
      });
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
      throw error;
    }
    console.error(`  left out: ${(error as Error).message}; apt-get install redis-tools redis-server`);
    return [];
  } finally {
    for (const server of servers) {
      server.kill();
    }
  }
};

/** A server that says when it listens. Rejects where it is not installed. */
async function start(file: string, args: readonly string[], ready: string): Promise<ChildProcess> {
  const server = spawn(file, args);
  await once(server, 'spawn');
  for await (const chunk of server.stdout.iterator({ destroyOnReturn: false })) {
    if (String(chunk).includes(ready)) {
      break;
    }
  }
  server.stdout.resume();
  return server;
}

async function perSecond(port: number): Promise<Record<Command, number>> {
  const args = ['-p', String(port), '-t', 'get,set', '-P', '16', '-n', String(REQUESTS), '--csv'];
  const { stdout } = await promisify(execFile)('redis-benchmark', args);
  const rate = (command: Command): number => Number(new RegExp(`^"${command}","([\\d.]+)"`, 'm').exec(stdout)?.[1]);
  return { GET: rate('GET'), SET: rate('SET') };
}
