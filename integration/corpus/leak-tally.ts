import { replayLeakReports } from './leak-reports.ts';
import type { LeakReportsCase } from './leak-reports-case.ts';
import { LEAK_DEVIATIONS, type LeakDeviation } from './leak-reports-deviations.ts';

/** What came of all recorded leak reports. */
export interface LeakTally {
  readonly isClean: boolean;
  readonly text: string;
}

/** Replays one case after the other, since they share the detector, and says what came of them; of none, nothing. */
export async function tallyLeakReports(cases: readonly LeakReportsCase[]): Promise<LeakTally> {
  const covered = new Map<LeakDeviation, number>();
  const unexplained: string[] = [];
  let equal = 0;
  let deviating = 0;
  for (const recorded of cases) {
    for (const [index, { deviations, differences }] of (await replayLeakReports(recorded)).entries()) {
      if (differences.length > 0) {
        unexplained.push(`UNEXPLAINED ${recorded.id}, step ${index}:`, ...differences.map((each) => `  ${each}`), '');
      } else if (deviations.size > 0) {
        deviating += 1;
      } else {
        equal += 1;
      }
      for (const deviation of deviations) {
        covered.set(deviation, (covered.get(deviation) ?? 0) + 1);
      }
    }
  }
  const line = (steps: number, what: string): string => `${String(steps).padStart(7)}  ${what}`;
  return {
    isClean: unexplained.length === 0,
    text: (cases.length === 0
      ? []
      : [
          ...unexplained,
          `${cases.length} cases of leak reports, from allocation to collection`,
          line(equal, 'equal'),
          line(deviating, 'covered by a deviation (a step can be covered by two)'),
          ...LEAK_DEVIATIONS.map((each) => `  ${line(covered.get(each) ?? 0, `${each.name}: ${each.rule}`)}`),
          '',
        ]
    ).join('\n'),
  };
}
