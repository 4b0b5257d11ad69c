import type { Difference } from './difference.ts';
import type { PipelineCase, PipelineStep } from './pipeline-case.ts';
import { decodeValue, PipelineChannel } from './pipeline-channel.ts';
import type { PipelineDeviation } from './pipeline-deviations.ts';
import { type CallOutcome, PipelineComparison } from './pipeline-difference.ts';
import type { StepVerdict } from './replay-case.ts';

/** Replays a recorded pipeline on our channels, with a verdict for each of its steps. */
export function replayPipeline(pipelineCase: PipelineCase, deviations: readonly PipelineDeviation[]): StepVerdict[] {
  const channel = new PipelineChannel(pipelineCase);
  const comparison = new PipelineComparison();
  return pipelineCase.steps.map((step) => {
    const args = step.args.map((value) => decodeValue(value, (name) => comparison.find(name)));
    const outcome = call(channel, step, args);
    return judge(comparison.compare(step, outcome, channel), (difference) =>
      deviations.find(({ explains }) => explains(difference, step, comparison)),
    );
  });
}

function call(channel: PipelineChannel, step: PipelineStep, args: readonly unknown[]): CallOutcome {
  try {
    return { result: channel.call(step.op, args) };
  } catch (error) {
    return { error };
  }
}

function judge(
  differences: readonly Difference[],
  explain: (difference: Difference) => PipelineDeviation | undefined,
): StepVerdict {
  if (differences.length === 0) {
    return { kind: 'equal' };
  }
  const explanations = differences.map(explain);
  const deviations = new Set(explanations.filter((deviation) => deviation !== undefined));
  return explanations.includes(undefined)
    ? { kind: 'unexplained', differences: differences.filter((_, index) => explanations[index] === undefined) }
    : { kind: 'deviation', deviations };
}
