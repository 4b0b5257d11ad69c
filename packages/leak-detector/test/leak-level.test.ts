import { createLeakDetector, LEAK_LEVELS, LeakLevelError, parseLeakLevel } from '@watertight/leak-detector';
import { expect, test } from 'vitest';

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
