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
