import { COMPOSITE_DEVIATIONS } from './composite-deviations.ts';
import type { Deviation } from './deviation.ts';
import { GENERAL_DEVIATIONS } from './general-deviations.ts';
import { POOLED_DEVIATIONS } from './pooled-deviations.ts';
import { RELEASED_DEVIATIONS } from './released-deviations.ts';
import { TEXT_DEVIATIONS } from './text-deviations.ts';

/** Every way in which a replay may differ from the recording. The first that covers a difference answers for it. */
export const DEVIATIONS: readonly Deviation[] = [
  ...POOLED_DEVIATIONS,
  ...COMPOSITE_DEVIATIONS,
  ...RELEASED_DEVIATIONS,
  ...TEXT_DEVIATIONS,
  ...GENERAL_DEVIATIONS,
];
