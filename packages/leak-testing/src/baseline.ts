import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  type KnownLeak,
  type LeakBaselineFile,
  readBaseline,
  type Sighting,
  sightingKey,
  unionOf,
  without,
  writeBaseline,
} from './baseline-file.ts';
import { BaselineError, OptionError } from './errors.ts';
import type { FixedLeak, LeakSource, ScopeName } from './findings.ts';
import type { Origin } from './fingerprint.ts';
import { withLock } from './locked-file.ts';
import type { Platform } from './platform.ts';

/** What a baseline is asked with. */
export interface BaselineSetup {
  /** Its path relative to `root`; `false`: there is none. */
  readonly path: string | false;
  readonly root: string;
  readonly platform: Platform;
}

/** How long a worker waits for the others to write their part, in milliseconds: nothing may be lost. */
const LOCK_WAIT_MS = 30_000;

/** The leaks that are known, as one test file meets them: which of its leaks they are, and which do not come any more. */
export class Baseline {
  readonly #setup: BaselineSetup;
  readonly #path: string;
  readonly #file: LeakBaselineFile;
  readonly #fingerprints: ReadonlySet<string>;
  readonly #updating: boolean;
  readonly #judged = new Map<string, ScopeName>();
  readonly #found: (Origin & { readonly resourceType: string; readonly scope: ScopeName })[] = [];

  /**
   * @throws BaselineError when the file is damaged or no baseline.
   * @throws OptionError when the environment asks for something unknown.
   */
  constructor(setup: BaselineSetup) {
    checkMode();
    this.#setup = setup;
    this.#path = join(setup.root, setup.path === false ? '' : setup.path);
    this.#updating = setup.path !== false && isUpdateRun();
    this.#file = setup.path === false ? unionOf([]) : readBaseline(this.#path);
    this.#fingerprints = new Set(this.#file.leaks.map(({ fingerprint }) => fingerprint));
  }

  /** Whether a leak fails nothing: it is known, or this run is there to make it known. */
  accepts({ fingerprint }: Origin): boolean {
    return this.#updating || this.#fingerprints.has(fingerprint);
  }

  /** A scope was judged on its own work: whatever it does not leak now, it does not leak any more. */
  judged(scope: ScopeName): void {
    if (this.#file.leaks.length === 0) {
      return;
    }
    this.#judged.set(keyOf(scope), { kind: scope.kind, name: scope.name });
  }

  /** A leak that the baseline accepts has come in `scope`. */
  found(origin: Origin, resourceType: string, scope: ScopeName): void {
    this.#found.push({ ...origin, resourceType, scope });
  }

  /**
   * The known leaks that did not come where `source` used to have them.
   *
   * @param testNames - the tests that the file has, also those that did not run: a test that is gone leaks no more.
   */
  fixed(source: LeakSource, testNames: ReadonlySet<string>): readonly FixedLeak[] {
    const found = new Set(this.#found.map((leak) => foundKey(leak, leak.scope)));
    return this.#file.leaks.flatMap((leak) =>
      leak.seenIn
        .filter((sighting) => sightingKey(sighting) === sightingKey({ ...source, scope: sighting.scope }))
        .filter(({ scope }) => this.#judged.has(keyOf(scope)) || (scope.kind === 'test' && !testNames.has(scope.name)))
        .filter(({ scope }) => !found.has(foundKey(leak, scope)))
        .map(({ scope }) => ({ fingerprint: leak.fingerprint, createdAt: leak.createdAt, scope })),
    );
  }

  /**
   * When this run is there to update the baseline, does so for one test file: adds what was found, takes out what is
   * `fixed` and what test files had that are no more. What others have written meanwhile stays.
   *
   * @throws BaselineError when it cannot be written.
   */
  async update(source: LeakSource, fixed: readonly FixedLeak[]): Promise<void> {
    if (!this.#updating) {
      return;
    }
    const gone = new Set(fixed.map((leak) => foundKey(leak, leak.scope)));
    const isGone = (leak: KnownLeak, sighting: Sighting): boolean =>
      !existsSync(resolve(this.#setup.root, sighting.file)) ||
      (sightingKey(sighting) === sightingKey({ ...source, scope: sighting.scope }) &&
        gone.has(foundKey(leak, sighting.scope)));
    const added = this.#found.map(({ scope, fingerprint, resourceType, createdAt }): KnownLeak => {
      return { fingerprint, resourceType, createdAt, seenIn: [{ ...source, scope }] };
    });
    const merge = async (): Promise<void> => {
      const before = readBaseline(this.#path);
      const after = unionOf([without(before, isGone), { version: 1, leaks: added }]);
      if (JSON.stringify(after) !== JSON.stringify(before)) {
        await writeBaseline(this.#path, after);
      }
    };
    const wasMerged = await withLock(this.#path, LOCK_WAIT_MS, this.#setup.platform, merge);
    if (!wasMerged) {
      throw new BaselineError(this.#path, `other workers held ${this.#path}.lock for ${LOCK_WAIT_MS} ms`);
    }
  }
}

/** Whether this run is there to make the baseline what it finds. */
export function isUpdateRun(): boolean {
  return process.env.WATERTIGHT_BASELINE === 'update';
}

/** @throws OptionError for a mode that nobody knows. */
function checkMode(): void {
  const mode = process.env.WATERTIGHT_BASELINE ?? '';
  if (mode !== '' && mode !== 'update') {
    throw new OptionError(`WATERTIGHT_BASELINE=${mode} (expected: update, or nothing)`);
  }
}

function keyOf({ kind, name }: ScopeName): string {
  return `${kind} ${name}`;
}

function foundKey({ fingerprint }: Origin, scope: ScopeName): string {
  return `${fingerprint} ${keyOf(scope)}`;
}
