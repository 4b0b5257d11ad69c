import type { Deviation } from './deviation.ts';
import type { Difference } from './difference.ts';
import type { MessageState, PipelineStep } from './pipeline-case.ts';
import type { PipelineComparison } from './pipeline-difference.ts';

/** A rule by which our pipelines differ from the recorded ones. */
export interface PipelineDeviation extends Pick<Deviation, 'name' | 'rule' | 'reason'> {
  /** Whether this difference is the rule's. */
  readonly explains: (difference: Difference, step: PipelineStep, comparison: PipelineComparison) => boolean;
}

/** Every way in which the replay of a pipeline may differ from the recording. */
export const PIPELINE_DEVIATIONS: readonly PipelineDeviation[] = [
  {
    name: 'own counts of frames',
    rule: 'frames that a decoder cuts from pooled memory count for themselves in Netty; here all share the count of that memory',
    reason:
      "Views share one count, pooled or not. It has to be the sum of theirs, and the decoder's own while it reads on.",
    explains: ({ field, name = '', expected, actual }, { buffers }, comparison) => {
      const views = comparison.viewsBeside(name);
      if (field === 'refCnt in an event') {
        return views.length > 0 && Number(actual) > Number(expected);
      }
      return field === 'state' && isSharedCount(views, buffers, expected as MessageState, actual as MessageState);
    },
  },
];

function isSharedCount(
  views: readonly string[],
  buffers: PipelineStep['buffers'],
  expected: MessageState,
  actual: MessageState,
): boolean {
  const counts = views.map((name) => buffers[name]?.refCnt ?? 0);
  const sum = counts.reduce((total, refCnt) => total + refCnt, 0);
  return (
    views.length > 0 &&
    (actual.refCnt === sum || actual.refCnt === sum + 1) &&
    actual.readerIndex === expected.readerIndex &&
    actual.writerIndex === expected.writerIndex &&
    (expected.readable === undefined || actual.readable === expected.readable)
  );
}
