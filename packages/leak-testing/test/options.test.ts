import { OptionError, resolveOptions } from '@watertight/leak-testing';
import { expect, test } from 'vitest';

const DEFAULTS = {
  settleTimeoutMs: 100,
  judgeFailedTests: false,
  moduleScope: 'ignore',
  targetRecords: 4,
  records: 'full',
  retainingPath: 'first',
  allowLeaks: [],
  reportFile: 'watertight-report.json',
  baselineFile: 'watertight-baseline.json',
};

const OLD_POOL = { at: 'src/pool.ts', reason: 'the old pool keeps its chunks' };

test.for([
  [undefined, DEFAULTS],
  [{}, DEFAULTS],
  [{ settleTimeoutMs: 0 }, { ...DEFAULTS, settleTimeoutMs: 0 }],
  [
    { moduleScope: 'fail', targetRecords: undefined },
    { ...DEFAULTS, moduleScope: 'fail' },
  ],
  [{ allowLeaks: [OLD_POOL] }, { ...DEFAULTS, allowLeaks: [OLD_POOL] }],
] as const)('%j is filled up with the defaults', ([given, resolved]) => {
  expect(resolveOptions(given)).toEqual(resolved);
});

const KNOWN =
  'Known options: settleTimeoutMs, judgeFailedTests, moduleScope, targetRecords, records, retainingPath, allowLeaks, reportFile, baselineFile.';
const KNOWN_OF_ENTRY = 'Known options: at, reason, until, test.';

test.for([
  [{ setleTimeout: 5 }, `Unknown option of watertight: setleTimeout. Did you mean settleTimeoutMs? ${KNOWN}`],
  [{ modulescope: 'fail' }, `Unknown option of watertight: modulescope. Did you mean moduleScope? ${KNOWN}`],
  [JSON.parse('{"__proto__": 1}'), `Unknown option of watertight: __proto__. Did you mean records? ${KNOWN}`],
  [{ settleTimeoutMs: -1 }, 'Option settleTimeoutMs of watertight: -1 (expected: a number from 0 to 60000)'],
  [{ settleTimeoutMs: Number.NaN }, 'Option settleTimeoutMs of watertight: NaN (expected: a number from 0 to 60000)'],
  [{ settleTimeoutMs: '100' }, "Option settleTimeoutMs of watertight: '100' (expected: a number from 0 to 60000)"],
  [{ judgeFailedTests: 1 }, 'Option judgeFailedTests of watertight: 1 (expected: true or false)'],
  [{ moduleScope: 'no' }, "Option moduleScope of watertight: 'no' (expected: 'ignore' or 'fail')"],
  ...['../report.json', '/report.json', 'a/../../b.json', '', '.'].map(
    (path) =>
      [
        { reportFile: path },
        `Option reportFile of watertight: '${path}' (expected: a path inside the project's root, or false)`,
      ] as const,
  ),
  [{ targetRecords: 1.5 }, 'Option targetRecords of watertight: 1.5 (expected: a whole number from 0)'],
  [{ records: 'few' }, "Option records of watertight: 'few' (expected: 'full' or 'presence')"],
  [{ retainingPath: 'all' }, "Option retainingPath of watertight: 'all' (expected: true, false or 'first')"],
  [
    { allowLeaks: 'src/**' },
    "Option allowLeaks of watertight: 'src/**' (expected: a list: [{ at: 'src/pool.ts', reason: '…' }])",
  ],
  [{ allowLeaks: [OLD_POOL, 'src/**'] }, "Option allowLeaks[1] of watertight: 'src/**' (expected: an object)"],
  [
    { allowLeaks: [{ ...OLD_POOL, untill: '2026-12-31' }] },
    `Unknown option of watertight: allowLeaks[0].untill. Did you mean until? ${KNOWN_OF_ENTRY}`,
  ],
  [
    { allowLeaks: [OLD_POOL, { at: 'src/**' }] },
    'Option allowLeaks[1].reason of watertight: undefined (expected: a sentence that says why)',
  ],
  [
    { allowLeaks: [{ ...OLD_POOL, at: ' ' }] },
    "Option allowLeaks[0].at of watertight: ' ' (expected: a glob and, if need be, a function: 'src/pool.ts#acquire')",
  ],
  [
    { allowLeaks: [{ ...OLD_POOL, until: '2026-02-30' }] },
    "Option allowLeaks[0].until of watertight: '2026-02-30' (expected: a day such as 2026-12-31)",
  ],
  [
    { allowLeaks: [{ ...OLD_POOL, until: 'soon' }] },
    "Option allowLeaks[0].until of watertight: 'soon' (expected: a day such as 2026-12-31)",
  ],
  [
    { allowLeaks: [{ ...OLD_POOL, test: '/(/' }] },
    "Option allowLeaks[0].test of watertight: '/(/' (expected: the name of a test, 'pool *' or '/^pool/')",
  ],
  [[], 'The options of watertight: [] (expected: an object)'],
  ['paranoid', "The options of watertight: 'paranoid' (expected: an object)"],
  [null, 'The options of watertight: null (expected: an object)'],
] as const)('%j is refused with what would be right', ([given, message]) => {
  expect(() => resolveOptions(given)).toThrow(new OptionError(message));
});
