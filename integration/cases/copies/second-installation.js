import { cpSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const require = createRequire(import.meta.url);

/** Copies the library and its detector below `folder`, as a dependency with another version would bring them. */
export function installAgain(folder) {
  const target = fileURLToPath(new URL(`${folder}/node_modules/@watertight`, import.meta.url));
  for (const name of ['buffer', 'leak-detector']) {
    cpSync(dirname(dirname(require.resolve(`@watertight/${name}`))), join(target, name), { recursive: true });
  }
  return pathToFileURL(join(target, 'buffer/dist/index.js')).href;
}
