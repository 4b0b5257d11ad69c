import { OptionError, resolveOptions } from '@watertight/leak-testing';
import { expect, test } from 'vitest';

const DEFAULTS = { settleTimeoutMs: 100, judgeFailedTests: false, moduleScope: 'ignore', targetRecords: 4 };

test.for([
  [undefined, DEFAULTS],
  [{}, DEFAULTS],
  [{ settleTimeoutMs: 0 }, { ...DEFAULTS, settleTimeoutMs: 0 }],
  [
    { moduleScope: 'fail', targetRecords: undefined },
    { ...DEFAULTS, moduleScope: 'fail' },
  ],
] as const)('%j is filled up with the defaults', ([given, resolved]) => {
  expect(resolveOptions(given)).toEqual(resolved);
});

const KNOWN = 'Known options: settleTimeoutMs, judgeFailedTests, moduleScope, targetRecords.';

test.for([
  [{ setleTimeout: 5 }, `Unknown option of watertight: setleTimeout. Did you mean settleTimeoutMs? ${KNOWN}`],
  [{ modulescope: 'fail' }, `Unknown option of watertight: modulescope. Did you mean moduleScope? ${KNOWN}`],
  [JSON.parse('{"__proto__": 1}'), `Unknown option of watertight: __proto__. Did you mean moduleScope? ${KNOWN}`],
  [{ settleTimeoutMs: -1 }, 'Option settleTimeoutMs of watertight: -1 (expected: a number from 0 to 60000)'],
  [{ settleTimeoutMs: Number.NaN }, 'Option settleTimeoutMs of watertight: NaN (expected: a number from 0 to 60000)'],
  [{ settleTimeoutMs: '100' }, "Option settleTimeoutMs of watertight: '100' (expected: a number from 0 to 60000)"],
  [{ judgeFailedTests: 1 }, 'Option judgeFailedTests of watertight: 1 (expected: true or false)'],
  [{ moduleScope: 'no' }, "Option moduleScope of watertight: 'no' (expected: 'ignore' or 'fail')"],
  [{ targetRecords: 1.5 }, 'Option targetRecords of watertight: 1.5 (expected: a whole number from 0)'],
  [[], 'The options of watertight: [] (expected: an object)'],
  ['paranoid', "The options of watertight: 'paranoid' (expected: an object)"],
  [null, 'The options of watertight: null (expected: an object)'],
] as const)('%j is refused with what would be right', ([given, message]) => {
  expect(() => resolveOptions(given)).toThrow(new OptionError(message));
});
