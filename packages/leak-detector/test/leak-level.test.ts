import { createLeakDetector, LEAK_LEVELS, LeakLevelError, parseLeakLevel } from '@watertight/leak-detector';
import { expect, onTestFinished, test, vi } from 'vitest';

test.for([
  ['disabled', 'disabled'],
  ['SIMPLE', 'simple'],
  [' Advanced ', 'advanced'],
  ['0', 'disabled'],
  ['3', 'paranoid'],
] as const)('reads %j as %s', ([text, level]) => {
  expect(parseLeakLevel(text)).toBe(level);
});

test.for(['', 'paranoyd', '4', '-1', '3.0', 'constructor'])('refuses %j and names the levels', (text) => {
  expect(() => parseLeakLevel(text)).toThrow(new LeakLevelError(text, LEAK_LEVELS));
});

test('the message of an unknown level says what to write', () => {
  expect(new LeakLevelError('loud', LEAK_LEVELS).message).toBe(
    'Unknown leak detection level "loud". Use one of: disabled (0), simple (1), advanced (2), paranoid (3).',
  );
});

test('an unknown level leaves the level as it was', () => {
  const detector = createLeakDetector();
  detector.setLevel('advanced');
  expect(() => Reflect.apply(detector.setLevel, detector, ['loud'])).toThrow(LeakLevelError);
  expect(detector.level).toBe('advanced');
});

test.for([
  ['advanced', 'advanced', 0],
  ['3', 'paranoid', 0],
  ['', 'simple', 0],
  ['loud', 'simple', 1],
] as const)('%j in the environment means %s, with %i warnings', ([text, level, warnings]) => {
  vi.stubEnv('WATERTIGHT_LEAK_DETECTION_LEVEL', text);
  const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
  onTestFinished(() => {
    vi.unstubAllEnvs();
    warn.mockRestore();
  });
  expect(createLeakDetector().level).toBe(level);
  expect(warn).toHaveBeenCalledTimes(warnings);
});

test.for([
  ['TARGET_RECORDS', '7', 7, undefined],
  ['TARGET_RECORDS', '0', 0, undefined],
  ['TARGET_RECORDS', '', 4, undefined],
  ['TARGET_RECORDS', 'many', 4, '"many" is no whole number from 0.'],
  ['TARGET_RECORDS', '-1', 4, '"-1" is no whole number from 0.'],
  ['SAMPLING_INTERVAL', '1', 1, undefined],
  ['SAMPLING_INTERVAL', ' ', 128, '" " is no whole number from 1.'],
  ['SAMPLING_INTERVAL', '0', 128, '"0" is no whole number from 1.'],
  ['SAMPLING_INTERVAL', '1.5', 128, '"1.5" is no whole number from 1.'],
] as const)('%s=%j in the environment means %i; said of it: %s', ([name, text, count, why]) => {
  const variable = `WATERTIGHT_LEAK_DETECTION_${name}`;
  vi.stubEnv(variable, text);
  const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
  onTestFinished(() => {
    vi.unstubAllEnvs();
    warn.mockRestore();
  });
  const { targetRecords, samplingInterval } = createLeakDetector();
  expect(name === 'TARGET_RECORDS' ? targetRecords : samplingInterval).toBe(count);
  expect(warn.mock.calls.flat()).toEqual(why === undefined ? [] : [`${variable}: ${why} Using ${count}.`]);
});

test.for([
  ['simple', 1, 0.999, true],
  ['simple', 2, 0.499, true],
  ['simple', 2, 0.5, false],
  ['advanced', 128, 0.0078, true],
  ['advanced', 128, 0.0079, false],
  ['paranoid', 128, 0.999, true],
] as const)('at %s, one in %i with the number %f: tracked %s', ([level, interval, number, tracked]) => {
  const detector = createLeakDetector(() => number);
  detector.setLevel(level);
  detector.setSamplingInterval(interval);
  expect(detector.track({}, { name: 'Thing', remedy: '' }, '') !== undefined).toBe(tracked);
});

test('a level that is set before any is needed makes the environment’s unasked', () => {
  vi.stubEnv('WATERTIGHT_LEAK_DETECTION_LEVEL', 'loud');
  const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
  onTestFinished(() => {
    vi.unstubAllEnvs();
    warn.mockRestore();
  });
  const detector = createLeakDetector();
  detector.setLevel('paranoid');
  expect([detector.level, warn.mock.calls]).toEqual(['paranoid', []]);
});

test('while somebody wants everything tracked the level is paranoid, and afterwards what was set last', () => {
  const detector = createLeakDetector();
  detector.setLevel('simple');
  const [first, second] = [detector.trackEverything(), detector.trackEverything()];
  detector.setLevel('advanced');
  first();
  expect(detector.level).toBe('paranoid');
  second();
  expect(detector.level).toBe('advanced');
});
