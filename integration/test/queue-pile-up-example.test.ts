import { expect, test } from 'vitest';
import { EXAMPLE_TIMEOUT_MS, runExample, shownByReadme } from '../harness/example-run.ts';

const EXAMPLE = 'integration/examples/queue-pile-up';

/** What is the same each time: no figures, no widths that depend on them. */
function shape(text: string): string {
  return text
    .replace(/\[id: .*?\]/g, '[…]')
    .replace(/\d+/g, '#')
    .replace(/ +/g, ' ');
}

/** The largest number in a column of each table. */
function mostOf(text: string, column: number): number[] {
  const tables = text.match(/(?:^ +\d.*\n)+/gm) ?? [];
  return tables.map((table) => {
    const cells = table
      .trim()
      .split('\n')
      .map((row) => Number(row.trim().split(/ +/)[column]));
    return Math.max(...cells);
  });
}

test('the pile-up example prints what its README shows, and queues are as long as it says', {
  timeout: EXAMPLE_TIMEOUT_MS,
}, async () => {
  const printed = await runExample(EXAMPLE, '600', '200');
  const shown = await shownByReadme(EXAMPLE);
  expect(shape(printed.trimEnd())).toBe(shape(shown.trimEnd()));
  const [leftToLoop = 0, calledByExecutor = 0] = mostOf(printed, 2).slice(0, 2);
  const [written = 0, writtenWhileWritable = 0] = mostOf(printed, 1).slice(2);
  expect([leftToLoop > 200, calledByExecutor < 200, written > 1024, writtenWhileWritable <= 128]).toEqual([
    true,
    true,
    true,
    true,
  ]);
});
