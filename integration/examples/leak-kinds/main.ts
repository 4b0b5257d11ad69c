// node integration/examples/leak-kinds/main.ts

import { assertNoLeaks } from '@watertight/leak-testing';
import { doubleRelease } from './bugs/double-release.ts';
import { forgottenRelease } from './bugs/forgotten-release.ts';
import { lostSlice } from './bugs/lost-slice.ts';
import { retainTooMany } from './bugs/retain-too-many.ts';
import { stillReferenced } from './bugs/still-referenced.ts';
import { useAfterRelease } from './bugs/use-after-release.ts';
import { writeAfterRelease } from './bugs/write-after-release.ts';

// Paths in reports are relative to where the program runs.
process.chdir(import.meta.dirname);

await show('A release is forgotten', forgottenRelease);
await show('One retain too many', retainTooMany);
await show('A slice is lost', lostSlice);
await show('Still referenced', stillReferenced);
await show('Released twice', doubleRelease);
await show('Used after its release', useAfterRelease);
await show('Written to after its release', writeAfterRelease);

/** Prints what a test would fail with whose body is `bug`. */
async function show(title: string, bug: () => void): Promise<void> {
  try {
    await assertNoLeaks(bug);
  } catch (error) {
    console.log(`# ${title}\n\n${String(error)}\n`);
  }
}
