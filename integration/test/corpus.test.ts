import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { BufferState, CorpusCase, Step } from '../corpus/corpus-case.ts';
import type { LeakReportsStep, NettyReport } from '../corpus/leak-reports-case.ts';
import type { PipelineCase, PipelineStep } from '../corpus/pipeline-case.ts';
import { OWN_DATA } from '../corpus/read-corpus.ts';
import { type CommandResult, runCommand } from '../harness/command.ts';
import { PROJECT_ROOT } from '../house-rules/project-files.ts';

const TIMEOUT_MS = 60_000;

test('whatever Netty did, our buffers and channels do, or a deviation says why not', {
  timeout: TIMEOUT_MS,
}, async () => {
  const { exitCode, output } = await replay(OWN_DATA);
  expect({ exitCode, closing: output.trimEnd().split('\n').slice(-3) }, output).toEqual({
    exitCode: 0,
    closing: [
      '      0  not implemented',
      '      0  not reached, since they follow one that is unexplained or not implemented',
      '      0  unexplained',
    ],
  });
});

const STATE: BufferState = { readerIndex: 0, writerIndex: 1, capacity: 2, maxCapacity: 2, refCnt: 1, hex: '0700' };

const WRITE: Step = { op: 'writeByte', target: 'v0', args: [7], result: { ref: 'v0' }, state: STATE };

const VISIT: Step = {
  op: 'forEachByte',
  target: 'v0',
  args: [{ processor: 'FIND_NUL' }],
  result: -1,
  visited: '07',
};

/** A recording, the last step of which is wrong in one place, and how that is said. */
const TAMPERED: readonly (readonly [what: string, steps: readonly Step[], said: string])[] = [
  ['a result', [WRITE, { ...VISIT, result: 4 }], 'result: Netty 4'],
  ['an object', [{ ...WRITE, result: { ref: 'EMPTY_BUFFER' } }], "result: Netty { ref: 'EMPTY_BUFFER' }"],
  ['an error', [{ ...WRITE, error: { class: 'Error', message: '' } }], "error: Netty { class: 'Error', message: '' }"],
  ['an index', [{ ...WRITE, state: { ...STATE, writerIndex: 4 } }], 'v0.writerIndex: Netty 4'],
  ['a byte', [{ ...WRITE, state: { ...STATE, hex: '0701' } }], "v0.hex: Netty '0701'"],
  ['a count', [{ ...WRITE, refCnts: { v0: 4 }, state: { ...STATE, refCnt: 4 } }], 'v0.refCnt: Netty 4'],
  ['a visit', [WRITE, { ...VISIT, visited: '0700' }], "visited: Netty '0700'"],
];

test.for(TAMPERED)('%s that no buffer can have shown is found', { timeout: TIMEOUT_MS }, async ([, steps, said]) => {
  const { exitCode, output } = await replayOnly(steps);
  const [heading = '', difference = ''] = output.split('\n');
  const place = `UNEXPLAINED made-up, step ${steps.length}`;
  expect([exitCode, heading.split(':')[0], difference.trim()]).toEqual([1, place, said]);
});

test('the same steps pass as they should be', { timeout: TIMEOUT_MS }, async () => {
  const { exitCode, output } = await replayOnly([WRITE, VISIT]);
  expect([exitCode, output.split('\n').slice(0, 2)]).toEqual([0, ['1 cases, 3 steps', '      3  equal']]);
});

const MADE: LeakReportsStep = {
  op: 'alloc',
  target: null,
  args: ['unpooledDirect', 'A'],
  result: { ref: 'v0', class: 'AdvancedLeakAwareByteBuf' },
};

const TOUCHED: LeakReportsStep = { op: 'touch', target: 'v0', args: ['here'], refCnt: 1 };

const DROPPED: readonly LeakReportsStep[] = [
  { op: 'drop', target: 'v0', args: [] },
  { op: 'gc', target: null, args: [] },
];

const lookWith = (...reports: NettyReport[]): LeakReportsStep => ({ op: 'look', target: null, args: [], reports });

const REPORT: NettyReport = { resource: 'ByteBuf', records: [{ hint: 'here', top: '' }], duplicates: 0, discarded: 0 };

const passedOn = (hint: string): readonly LeakReportsStep[] => [
  { op: 'open', target: 'c', args: ['first:forward', 'second:drop'] },
  MADE,
  { op: 'writeInbound', target: 'c', args: [{ ref: 'v0' }], result: false, refCnt: 1 },
  ...DROPPED,
  lookWith({ ...REPORT, records: [{ hint, top: '' }] }),
];

/** A recording of leak reports, and what is said of its last step. */
const LEAKS: readonly (readonly [what: string, steps: readonly LeakReportsStep[], said: string])[] = [
  ['as it should be', [MADE, TOUCHED, ...DROPPED, lookWith(REPORT)], ''],
  ['untracked', [{ ...MADE, result: { ref: 'v0', class: 'ByteBuf' } }], 'tracked: Netty false, ours true'],
  ['with another hint', [MADE, ...DROPPED, lookWith(REPORT)], "no report of ours says what Netty's does"],
  ['with another count', [MADE, { ...TOUCHED, refCnt: 2 }], 'refCnt after touch: Netty 2, ours 1 (before'],
  ['of a message', passedOn("'second' will handle the message from this point."), ''],
  ['of a message that went further', passedOn("'third' will handle it."), "no report of ours says what Netty's does"],
  ['that is still held', [MADE, lookWith(REPORT)], 'lost: Netty 1, ours 0'],
];

test.for(LEAKS)('a leak %s is told from what it should be', { timeout: TIMEOUT_MS }, async ([, steps, said]) => {
  const config = { systemProperties: { 'io.netty.leakDetection.level': 'paranoid' } };
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'leak-reports.jsonl'), `${JSON.stringify({ id: 'made-up', config, steps })}\n`);
  const [heading = '', difference = ''] = (await replay(folder)).output.split('\n');
  const isUnexplained = heading === `UNEXPLAINED made-up, step ${steps.length - 1}:`;
  expect(isUnexplained ? difference.trim().slice(0, said.length) : '').toBe(said);
});

const PIPELINE: PipelineCase = {
  id: 'made-up',
  kind: 'pipeline',
  config: { channel: 'EmbeddedChannel', handlers: [{ name: 'p', type: 'probe', params: [] }] },
  steps: [
    {
      op: 'open',
      target: 'channel',
      args: [],
      result: null,
      events: [{ handler: 'p', event: 'handlerAdded' }],
      buffers: {},
    },
    {
      op: 'message',
      target: null,
      args: [{ bytes: '07' }, 'heap'],
      result: { ref: 'm0' },
      buffers: { m0: { refCnt: 1, readerIndex: 0, writerIndex: 1, readable: '07' } },
    },
  ],
};

const WRITTEN: PipelineStep = {
  op: 'writeAndFlush',
  target: 'channel',
  args: [{ ref: 'm0' }],
  result: { future: 'f0' },
  events: [
    { handler: 'p', event: 'write', message: { ref: 'm0' }, refCnt: 1 },
    { handler: 'p', event: 'flush' },
  ],
  inbound: [],
  outbound: [{ ref: 'm0' }],
  open: true,
  buffers: { m0: { refCnt: 1, readerIndex: 0, writerIndex: 1, readable: '07' } },
  futures: { f0: 'success' },
};

/** What was recorded of a write, wrong in one place, and how that is said. */
const TAMPERED_PIPELINES: readonly (readonly [what: string, step: PipelineStep, said: string])[] = [
  ['an event', { ...WRITTEN, events: [] }, 'events: Netty []'],
  [
    'the count in an event',
    {
      ...WRITTEN,
      events: [
        { handler: 'p', event: 'write', message: { ref: 'm0' }, refCnt: 4 },
        { handler: 'p', event: 'flush' },
      ],
    },
    'm0.refCnt in an event: Netty 4',
  ],
  ['an error', { ...WRITTEN, error: { class: 'Error', message: '' } }, "result: Netty { class: 'Error', message: '' }"],
  ['what came out', { ...WRITTEN, outbound: [] }, 'outbound: Netty []'],
  ['what came in', { ...WRITTEN, inbound: ['text'] }, "inbound: Netty [ 'text' ]"],
  ['the end', { ...WRITTEN, open: false }, 'open: Netty false'],
  [
    'a buffer',
    { ...WRITTEN, buffers: { m0: { refCnt: 0, readerIndex: 0, writerIndex: 1 } } },
    'm0.state: Netty { refCnt: 0, readerIndex: 0, writerIndex: 1 }',
  ],
  ['a future', { ...WRITTEN, futures: { f0: 'pending' } }, "f0.future: Netty 'pending'"],
  [
    'a log',
    { ...WRITTEN, log: [{ level: 'debug', message: 'lost' }] },
    "log: Netty [ { level: 'debug', message: 'lost' } ]",
  ],
];

test.for(TAMPERED_PIPELINES)(
  '%s that no pipeline can have shown is found',
  { timeout: TIMEOUT_MS },
  async ([, step, said]) => {
    const { exitCode, output } = await replayCase({ ...PIPELINE, steps: [...PIPELINE.steps, step] });
    const [heading = '', difference = ''] = output.split('\n');
    expect([exitCode, heading.split(':')[0], difference.trim()]).toEqual([1, 'UNEXPLAINED made-up, step 2', said]);
  },
);

test('the same pipeline passes as it should be', { timeout: TIMEOUT_MS }, async () => {
  const { exitCode, output } = await replayCase({ ...PIPELINE, steps: [...PIPELINE.steps, WRITTEN] });
  expect([exitCode, output.split('\n').slice(0, 2)]).toEqual([0, ['1 cases, 3 steps', '      3  equal']]);
});

test('a folder without a recording does not pass', { timeout: TIMEOUT_MS }, async () => {
  const folder = await temporaryFolder();
  expect((await replay(folder)).exitCode).toBe(1);
});

/** Replays `steps` on a buffer of two bytes, v0. */
async function replayOnly(steps: readonly Step[]): Promise<CommandResult> {
  const made: Step = {
    op: 'Unpooled.buffer',
    target: null,
    args: [2, 2],
    result: { ref: 'v0', class: '' },
    as: ['v0'],
  };
  return replayCase({ id: 'made-up', kind: 'refcounts', config: {}, steps: [made, ...steps] });
}

async function replayCase(recorded: CorpusCase): Promise<CommandResult> {
  const folder = await temporaryFolder();
  await writeFile(join(folder, `${recorded.kind}.jsonl`), `${JSON.stringify(recorded)}\n`);
  return replay(folder);
}

/** In a process of its own: a recording leaves buffers open, and at the level of our tests that is a leak. */
async function replay(folder: string): Promise<CommandResult> {
  return runCommand({
    file: process.execPath,
    args: ['integration/corpus.ts'],
    cwd: PROJECT_ROOT,
    env: { PATH: process.env.PATH, NO_COLOR: '1', NETTY_CORPUS: folder },
    logFile: join(await temporaryFolder(), 'corpus.log'),
    timeoutMs: TIMEOUT_MS,
  });
}

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'watertight-corpus-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}
