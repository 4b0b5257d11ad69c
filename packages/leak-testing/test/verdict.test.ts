import { expect, test } from 'vitest';
import { judgeFile, project } from './file-under-test.ts';

function acquire(open: () => void): void {
  open();
}

/** As many functions as lines: each leak has a line of its own. */
const lines = Array.from({ length: 13 }, (_, index) => new Function('open', `${'\n'.repeat(index)}open()`));

/** The messages of the test `leaks`, without the reports in their middle. */
async function messages(leaks: readonly ((open: () => void) => void)[], reportFile: string | false): Promise<string[]> {
  const { judgements } = await judgeFile(project(), { leaks }, { options: { reportFile } });
  return judgements.flatMap(({ errors }) =>
    errors.map(({ message }) =>
      message
        .split('\n\n')
        .filter((part) => !part.startsWith('  '))
        .join(' '),
    ),
  );
}

test('leaks of one line are one error, with their number', async () => {
  expect(await messages([acquire, acquire, acquire], false)).toEqual([
    'Door was not released by the end of this test (3 leaks, all of one line). The others of this line: #2, #3. Close it.',
  ]);
});

test('many leaks of one line are not numbered all', async () => {
  expect(await messages(Array(9).fill(acquire), 'watertight-report.json')).toEqual([
    'Door was not released by the end of this test (9 leaks, all of one line). ' +
      'The others of this line: #2, #3, #4, #5, #6 and 3 more; all of them are in watertight-report.json. Close it.',
  ]);
});

test('leaks of several lines are counted through', async () => {
  const [first, second] = lines as ((open: () => void) => void)[];
  expect(
    await messages(
      [first, acquire, acquire, second].filter((leak) => leak !== undefined),
      false,
    ),
  ).toEqual([
    'Door was not released by the end of this test (leak 1 of 4). Close it.',
    'Door was not released by the end of this test (leaks 2 to 3 of 4, all of one line). The others of this line: #3. Close it.',
    'Door was not released by the end of this test (leak 4 of 4). Close it.',
  ]);
});

test.for([
  ['watertight-report.json', '3 more leaks are not shown; all of them are in watertight-report.json.'],
  [false, '3 more leaks are not shown.'],
] as const)('of a long list, the beginning is told: report file %s', async ([reportFile, ending]) => {
  const told = await messages(lines as ((open: () => void) => void)[], reportFile);
  expect(told).toEqual(
    Array.from(
      { length: 10 },
      (_, index) =>
        `Door was not released by the end of this test (leak ${index + 1} of 13). Close it.${index === 9 ? ` ${ending}` : ''}`,
    ),
  );
});
