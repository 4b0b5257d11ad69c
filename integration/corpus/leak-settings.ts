import { createLeakDetector } from '@watertight/leak-detector';
import type { LeakReportsCase, LeakVerdict } from './leak-reports-case.ts';
import { OLDER_NAMES } from './leak-reports-deviations.ts';

/** What the settings of a case come to, where it asks for no more. */
export function settingsOf({ config: { systemProperties = {} }, steps }: LeakReportsCase): LeakVerdict {
  const names = Object.entries(systemProperties);
  for (const [name, value] of names) {
    process.env[variableOf(name)] = value;
  }
  const ours = createLeakDetector().level.toUpperCase();
  for (const [name] of names) {
    delete process.env[variableOf(name)];
  }
  const netty = String(Reflect.get(Object(steps[0]?.result), 'level'));
  if (ours !== netty && names.some(([name]) => !name.startsWith(SETTINGS))) {
    return { deviations: new Set([OLDER_NAMES]), differences: [] };
  }
  return { deviations: new Set(), differences: ours === netty ? [] : [`level: Netty ${netty}, ours ${ours}`] };
}

const SETTINGS = 'io.netty.leakDetection.';

/** `io.netty.leakDetection.targetRecords` is `WATERTIGHT_LEAK_DETECTION_TARGET_RECORDS`. */
function variableOf(name: string): string {
  const words = name.replace(SETTINGS, '').replace(/[A-Z]/g, (letter) => `_${letter}`);
  return `WATERTIGHT_LEAK_DETECTION_${words.toUpperCase()}`;
}
