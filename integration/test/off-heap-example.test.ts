import { expect, test } from 'vitest';
import { EXAMPLE_TIMEOUT_MS, runExample, shownByReadme } from '../harness/example-run.ts';

const EXAMPLE = 'integration/examples/off-heap';

/** What is the same each time: no figures, no bytes, no widths that depend on them. */
function shape(text: string): string {
  return text
    .replace(/(content +).*/g, '$1…')
    .replace(/\d+(\.\d+)?/g, '#')
    .replace(/ +/g, ' ');
}

test('the off-heap example prints what its README shows, within its limit', {
  timeout: EXAMPLE_TIMEOUT_MS,
}, async () => {
  // A 25th of the buffers and of the limit.
  const printed = await runExample(EXAMPLE, '20000', '2.5');
  const shown = await shownByReadme(EXAMPLE);
  expect(shape(printed.trimEnd())).toBe(shape(shown.trimEnd()));
  const inUse = [...printed.matchAll(/^ +\d+ +([\d.]+) MiB/gm)].map(([, mib]) => Number(mib));
  expect(inUse.filter((mib) => mib > 2.5)).toEqual([]);
  expect(printed.match(/^\d+ buffers were dropped; .*$/gm)).toEqual([
    '20000 buffers were dropped; 0.0 MiB are lost.',
    '2560 buffers were dropped; 2.5 MiB are lost.',
  ]);
});
