import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { bufferPools, PooledByteBufAllocator, usedDirectMemory } from '@watertight/buffer';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { RespServer, type RespServerOptions } from '../examples/resp-server/resp-server.ts';
import { PROJECT_ROOT } from '../house-rules/project-files.ts';

// That nothing leaks in here is what the plugin says of each test; what is left is counted besides.

const EXAMPLE = join(PROJECT_ROOT, 'integration/examples/resp-server');

const run = promisify(execFile);

const pool = PooledByteBufAllocator.DEFAULT;

/** A server that has been closed when the test ends, by when no memory is in use any more. */
async function listen(options?: RespServerOptions): Promise<RespServer> {
  const server = await RespServer.listen(options);
  onTestFinished(async () => {
    await server.close();
    pool.trimCurrentThreadCache();
    expect({
      direct: usedDirectMemory(),
      pinned: pool.pinnedDirectMemory() + pool.pinnedHeapMemory(),
      pools: bufferPools().map(({ count, usedBytes }) => count + usedBytes),
    }).toEqual({ direct: 0, pinned: 0, pools: [0, 0, 0, 0] });
  });
  return server;
}

type Endpoint = { readonly port: number } | { readonly path: string };

async function open(endpoint: Endpoint): Promise<Socket> {
  const socket = 'port' in endpoint ? connect(endpoint.port, '127.0.0.1') : connect(endpoint.path);
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  return socket;
}

/** What a server sends until it hangs up. */
async function answersTo(endpoint: Endpoint, text: string): Promise<string> {
  const socket = await open(endpoint);
  socket.write(text, 'latin1');
  const chunks: Buffer[] = await socket.toArray();
  return Buffer.concat(chunks).toString('latin1');
}

function isInstalled(tool: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, tool)));
}

/** Says why where a test has to be skipped. */
function isMissing(...tools: readonly string[]): boolean {
  const missing = tools.filter((tool) => !isInstalled(tool));
  if (missing.length > 0) {
    console.warn(`Skipped, since ${missing.join(' and ')} cannot be found: apt-get install redis-tools redis-server`);
  }
  return missing.length > 0;
}

/** What Redis 7.0 answers, and hangs up after it: because of `QUIT`, or by itself. */
const ANSWERS: readonly (readonly [request: string, answer: string])[] = [
  ['PING', '+PONG'],
  ['ping hi', '$2\r\nhi'],
  ['PING a b', "-ERR wrong number of arguments for 'ping' command"],
  ['*1\r\n$4\r\nPING', '+PONG'],
  ['*2\r\n$4\r\nECHO\r\n$4\r\n\r\n\0\xff', '$4\r\n\r\n\0\xff'],
  ['*2\r\n$4\r\nECHO\r\n$0\r\n', '$0\r\n'],
  ['ECHO', "-ERR wrong number of arguments for 'echo' command"],
  ['', ''],
  ['*0\r\n*-1\r\nPING', '+PONG'],
  ['GET nothing', '$-1'],
  ['SET fruit apple\r\nGET fruit\r\nSET fruit pear\r\nGET fruit', '+OK\r\n$5\r\napple\r\n+OK\r\n$4\r\npear'],
  [
    'SET a 1\r\nSET b 2\r\nMGET a none b\r\nDEL a none b\r\nMGET a b',
    '+OK\r\n+OK\r\n*3\r\n$1\r\n1\r\n$-1\r\n$1\r\n2\r\n:2\r\n*2\r\n$-1\r\n$-1',
  ],
  ['SET a b c', '-ERR syntax error'],
  ['MGET', "-ERR wrong number of arguments for 'mget' command"],
  ['DEL n\r\nINCR n\r\nINCR n\r\nGET n', ':0\r\n:1\r\n:2\r\n$1\r\n2'],
  ['SET n -1\r\nINCR n\r\nINCR n', '+OK\r\n:0\r\n:1'],
  [
    'SET n 9223372036854775806\r\nINCR n\r\nINCR n',
    '+OK\r\n:9223372036854775807\r\n-ERR increment or decrement would overflow',
  ],
  ...['abc', '01', '-0', '+5', '1.5', '9223372036854775808', '-9223372036854775809'].map(
    (value) => [`SET n ${value}\r\nINCR n`, '+OK\r\n-ERR value is not an integer or out of range'] as const,
  ),
  ['HELLO 9', '-NOPROTO unsupported protocol version'],
  ['HELLO x', '-ERR Protocol version is not an integer or out of range'],
  ['CLIENT GETNAME\r\nCLIENT SETNAME me\r\nCLIENT GETNAME', '$-1\r\n+OK\r\n$2\r\nme'],
  ['CLIENT FOO', "-ERR unknown subcommand 'FOO'. Try CLIENT HELP."],
  ['CONFIG GET save', '*2\r\n$4\r\nsave\r\n$0\r\n'],
  ['CONFIG GET nothing', '*0'],
  ['foo a b', "-ERR unknown command 'foo', with args beginning with: 'a' 'b' "],
  ['*1\r\n$5\r\na\r\nbc', "-ERR unknown command 'a  bc', with args beginning with: "],
  [`foo ${'a'.repeat(200)} b`, `-ERR unknown command 'foo', with args beginning with: '${'a'.repeat(128)}' `],
];

/** What Redis 7.0 answers to what is no RESP, and hangs up. */
const PROTOCOL_ERRORS: readonly (readonly [request: string, error: string])[] = [
  ['PING\r\n*1\r\nx3\r\n', "expected '$', got 'x'"],
  ['*x\r\n', 'invalid multibulk length'],
  ['*\r\n', 'invalid multibulk length'],
  ['*01\r\n', 'invalid multibulk length'],
  ['*2000000000000\r\n', 'invalid multibulk length'],
  ['*1\r\n$-1\r\n', 'invalid bulk length'],
  ['*1\r\n$99999999999\r\n', 'invalid bulk length'],
  ['*1\r\n$1x\r\nPING\r\n', 'invalid bulk length'],
];

function describeAnswers(endpoint: () => Promise<Endpoint>): void {
  test.for(ANSWERS)('%j is answered', async ([request, answer]) => {
    const end = answer === '' ? '' : '\r\n';
    expect(await answersTo(await endpoint(), `${request}\r\nQUIT\r\nPING\r\n`)).toBe(`${answer}${end}+OK\r\n`);
  });

  test.for(PROTOCOL_ERRORS)('%j is a protocol error', async ([request, error]) => {
    const pong = request.startsWith('PING') ? '+PONG\r\n' : '';
    expect(await answersTo(await endpoint(), request)).toBe(`${pong}-ERR Protocol error: ${error}\r\n`);
  });
}

describe('by the example', () => describeAnswers(listen));

describe.skipIf(isMissing('redis-server'))('by Redis itself', () => {
  let [folder, path] = ['', ''];
  let redis: ChildProcess | undefined;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'watertight-'));
    path = join(folder, 'socket');
    redis = spawn('redis-server', ['--port', '0', '--unixsocket', path, '--save', '', '--dir', folder]);
    for await (const chunk of redis.stdout ?? []) {
      if (String(chunk).includes('ready to accept connections')) {
        break;
      }
    }
  });

  afterAll(() => {
    redis?.kill();
    rmSync(folder, { recursive: true });
  });

  describeAnswers(async () => ({ path }));
});

test('redis-cli finds what it has stored', { skip: isMissing('redis-cli') }, async () => {
  const { port } = await listen();
  const cli = async (...args: readonly string[]): Promise<string> =>
    (await run('redis-cli', ['-p', String(port), ...args])).stdout;
  const large = 'x'.repeat(100_000);
  expect([
    await cli('SET', 'fruit', 'apple'),
    await cli('GET', 'fruit'),
    await cli('SET', 'large', large),
    await cli('GET', 'large'),
    await cli('MGET', 'fruit', 'none', 'large'),
    await cli('DEL', 'fruit', 'none'),
    await cli('GET'),
  ]).toEqual([
    'OK\n',
    'apple\n',
    'OK\n',
    `${large}\n`,
    `apple\n\n${large}\n`,
    '1\n',
    "ERR wrong number of arguments for 'get' command\n\n",
  ]);
});

test('redis-benchmark gets all its answers, pipelined or not', { skip: isMissing('redis-benchmark') }, async () => {
  const { port } = await listen();
  const tests = ['ping_inline', 'ping_mbulk', 'set', 'get', 'incr'];
  for (const [pipeline, valueBytes] of [
    ['1', '3'],
    ['16', '3'],
    ['16', '40000'],
  ] as const) {
    const args = ['-p', String(port), '-t', tests.join(), '-n', '400', '-c', '10', '-P', pipeline, '-d', valueBytes];
    const { stdout, stderr } = await run('redis-benchmark', [...args, '--csv']);
    const measured = [...stdout.matchAll(/^"([A-Z_]+)","[1-9]/gm)].map(([, name]) => name?.toLowerCase());
    expect([stderr, measured]).toEqual(['', tests]);
  }
});

test('a client that asks for much and reads late gets all of it', async () => {
  const socket = await open(await listen());
  const [gets, valueBytes] = [60, 1_000_000];
  const value = 'x'.repeat(valueBytes);
  socket.write(`*3\r\n$3\r\nSET\r\n$1\r\na\r\n$${valueBytes}\r\n${value}\r\n`);
  await once(socket, 'data');
  socket.pause();
  // The second half comes when the server has stopped listening, and what it has sent is on its way.
  await new Promise((resolve) => socket.write('GET a\r\n'.repeat(gets / 2), resolve));
  socket.write(`${'GET a\r\n'.repeat(gets / 2)}QUIT\r\n`);
  let received = 0;
  for await (const chunk of socket) {
    received += chunk.length;
  }
  expect(received).toBe(gets * `$${valueBytes}\r\n${value}\r\n`.length + '+OK\r\n'.length);
});

test.for([100, 20_000])('a value of %i bytes is given back when its client resets the connection', async (bytes) => {
  const socket = await open(await listen());
  const set = `*3\r\n$3\r\nSET\r\n$1\r\na\r\n$${bytes}\r\n${'x'.repeat(bytes)}\r\n`;
  socket.write(`${set}GET a\r\n${set.slice(0, -10)}`);
  await once(socket, 'data');
  socket.resetAndDestroy();
  await once(socket, 'close');
});

test('the program prints what its README shows', async () => {
  const server = spawn(process.execPath, [join(EXAMPLE, 'main.ts'), '0']);
  onTestFinished(() => void server.kill());
  let printed = '';
  for await (const chunk of server.stdout) {
    printed += chunk;
    const [, port] = /^Try: redis-cli -p (\d+)\n$/.exec(printed) ?? [];
    if (port !== undefined) {
      expect(await answersTo({ port: Number(port) }, 'SET fruit apple\r\nQUIT\r\n')).toBe('+OK\r\n+OK\r\n');
      server.kill('SIGINT');
    }
  }
  const readme = await readFile(join(EXAMPLE, 'README.md'), 'utf8');
  const shown = /^```text\n(.*?)^```$/ms.exec(readme)?.[1] ?? '';
  expect(printed.replace(/-p \d+/, '-p 6380')).toBe(shown);
});
