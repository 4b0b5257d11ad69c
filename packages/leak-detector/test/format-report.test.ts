import { formatPlace, formatRecord, formatReport, type LeakReport } from '@watertight/leak-detector';
import { expect, test } from 'vitest';

const frame = (functionName: string, file: string, line: number) => ({ functionName, file, line, column: 9 });

const REPORT: LeakReport = {
  id: 3,
  resourceType: 'ByteBuf',
  summary: 'pooled direct · 64 bytes (12 readable)',
  refCnt: 1,
  content: '00 00 00 0c  ....',
  reachability: 'reachable',
  scope: { name: 'decodes', kind: 'test' },
  createdAt: [
    frame('Decoder.<instance_members_initializer>', '/app/src/decoder.ts', 18),
    frame('', '/app/test/decoder.test.ts', 4),
  ],
  ownership: [
    {
      operation: 'retain',
      refCntBefore: 1,
      refCntAfter: 2,
      times: 1,
      stack: [frame('decodeFrame', '/app/src/decoder.ts', 31)],
    },
    { operation: 'touch', hint: 'header ok', times: 1, stack: [frame('check', '/app/src/decoder.ts', 35)] },
    { operation: 'slice', hint: '4..16', times: 3, stack: [frame('', '/app/src/decoder.ts', 40)] },
    {
      operation: 'release',
      refCntBefore: 2,
      refCntAfter: 1,
      times: 1,
      stack: [frame('async Handler.read', 'file:///app/src/my%20handler.ts', 12)],
    },
  ],
  unmatchedRetains: [0],
  accesses: [
    { operation: 'readInt', times: 1, stack: [frame('decodeFrame', '/app/src/decoder.ts', 20)] },
    { operation: 'getByte', times: 1, stack: [frame('decodeFrame', '/app/src/decoder.ts', 20)] },
  ],
  accessCounts: { readInt: 2, getByte: 14 },
  lastAccess: 'readInt',
  remedy: 'Release it.',
};

test('a report reads as a table', () => {
  expect(`\n${formatReport(REPORT, { root: '/app' })}\n`).toBe(`
  ByteBuf #3 · pooled direct · 64 bytes (12 readable) · refCnt 1 · still referenced
    created             new Decoder   src/decoder.ts:18:9
    retain  1 → 2       decodeFrame   src/decoder.ts:31:9     ← no matching release
    touch               "header ok"   src/decoder.ts:35:9
    slice   [4..16] ×3  (anonymous)   src/decoder.ts:40:9
    release 2 → 1       Handler.read  src/my handler.ts:12:9
    accesses            readInt ×2, getByte ×14; last: readInt
    seen in             src/decoder.ts:20:9
    content             00 00 00 0c  ....
`);
});

const place = (file: string, count: number) => ({ frame: frame('write', file, 31), count });

test.for<[string, LeakReport['flow'], string]>([
  [
    'all others in one place',
    { open: 1, released: 19, isWhole: true, releasedAt: [place('/app/src/writer.ts', 19)] },
    '19 of 20 from src/decoder.ts:18:9 were released at src/writer.ts:31:9; this one was not',
  ],
  [
    'some of the others in more places than are worth naming',
    {
      open: 2,
      released: 19,
      isWhole: true,
      releasedAt: ['a.ts', 'b.ts', 'c.ts', 'd.ts'].map((file, index) => place(file, 8 - index)),
    },
    '19 of 21 from src/decoder.ts:18:9 were released at a.ts:31:9 ×8, b.ts:31:9 ×7, c.ts:31:9 ×6, elsewhere; 2 were not',
  ],
  [
    'one other, nobody knows where',
    { open: 1, released: 1, isWhole: true, releasedAt: [] },
    '1 of 2 from src/decoder.ts:18:9 was released; this one was not',
  ],
  [
    'more others than are remembered',
    { open: 1, released: 256, isWhole: false, releasedAt: [place('/app/src/writer.ts', 256)] },
    'at least 256 from src/decoder.ts:18:9 were released at src/writer.ts:31:9; this one was not',
  ],
])('the flow of a line: %s', ([, flow, expected]) => {
  const lines = formatReport({ ...REPORT, ...(flow && { flow }) }, { root: '/app' }).split('\n');
  expect(lines.flatMap((line) => line.match(/^ +flow +(.*)$/)?.[1] ?? [])).toEqual([expected]);
});

test('names of functions that are not to be trusted are left out', () => {
  const accesses = { accesses: [], accessCounts: {} };
  expect(`\n${formatReport({ ...REPORT, ...accesses }, { root: '/app', functionNames: false })}\n`).toBe(`
  ByteBuf #3 · pooled direct · 64 bytes (12 readable) · refCnt 1 · still referenced
    created                          src/decoder.ts:18:9
    retain  1 → 2                    src/decoder.ts:31:9     ← no matching release
    touch               "header ok"  src/decoder.ts:35:9
    slice   [4..16] ×3               src/decoder.ts:40:9
    release 2 → 1                    src/my handler.ts:12:9
    content             00 00 00 0c  ....
`);
});

test('code at the top level of a module is named so', () => {
  const createdAt = [{ ...frame('', '/app/src/frames.ts', 3), topLevel: true } as const];
  const { content: _, ...rest } = REPORT;
  expect(`\n${formatReport({ ...rest, createdAt, ownership: [], accesses: [], accessCounts: {} })}\n`).toBe(`
  ByteBuf #3 · pooled direct · 64 bytes (12 readable) · refCnt 1 · still referenced
    created  (module)  /app/src/frames.ts:3:9
`);
});

test('a report without records is a title and the creating line', () => {
  const { content: _, ...rest } = REPORT;
  const bare = {
    ...rest,
    ownership: [],
    unmatchedRetains: [],
    accesses: [],
    accessCounts: {},
    placementNote: 'by elimination',
  };
  expect(`\n${formatReport(bare)}\n`).toBe(`
  ByteBuf #3 · pooled direct · 64 bytes (12 readable) · refCnt 1 · still referenced
    created  new Decoder  /app/src/decoder.ts:18:9
    blamed   by elimination
`);
});

test('a long list is cut in the middle, with a count', () => {
  const [retain] = REPORT.ownership;
  const ownership = Array.from({ length: 20 }, () => retain).filter((record) => record !== undefined);
  const lines = formatReport({ ...REPORT, ownership, unmatchedRetains: [] }).split('\n');
  expect(lines.filter((line) => line.includes('retain'))).toHaveLength(16);
  expect(lines.find((line) => line.includes('…'))?.trim()).toMatch(/^… +4 more records$/);
});

test('no line begins as a stack frame does', () => {
  const hint = 'at home\n    at work (file.ts:1:1)';
  const touched = { operation: 'touch', hint, times: 1, stack: [frame('at', 'at', 1)] };
  const lines = formatReport({ ...REPORT, ownership: [touched], unmatchedRetains: [] }).split('\n');
  expect(lines.filter((line) => line.trimStart().startsWith('at '))).toEqual([]);
});

test.for([
  [{ operation: 'retain', refCntBefore: 1, refCntAfter: 2, times: 1, stack: [] }, 'retain 1 → 2'],
  [{ operation: 'touch', hint: 'a "b"', times: 1, stack: [] }, 'touch "a \\"b\\""'],
  [{ operation: 'slice', hint: '0..4', times: 2, stack: [] }, 'slice [0..4] ×2'],
] as const)('a record in words: %j', ([record, words]) => {
  expect(formatRecord(record)).toBe(words);
});

test.for([
  ['/app/src/a.ts', '/app', 'src/a.ts:1:9'],
  ['/app/src/a.ts', '/app/', 'src/a.ts:1:9'],
  ['/application/a.ts', '/app', '/application/a.ts:1:9'],
  ['file:///C:/app/a.ts', 'C:\\app', 'a.ts:1:9'],
  ['/app/100%.ts', undefined, '/app/100%.ts:1:9'],
] as const)('%s relative to %s is %s', ([file, root, place]) => {
  expect(formatPlace(frame('f', file, 1), root)).toBe(place);
});
