import type { CorpusCase, Step, ThrownError, Value } from './corpus-case.ts';

/** A recorded pipeline. */
export interface PipelineCase extends CorpusCase {
  readonly kind: 'pipeline';
  readonly config: CorpusCase['config'] & {
    readonly channel: 'EmbeddedChannel' | 'LocalChannel';
    readonly handlers: readonly HandlerSetup[];
  };
  readonly steps: readonly PipelineStep[];
}

/** A handler as it was added. */
export interface HandlerSetup {
  readonly name: string;
  readonly type: string;
  readonly params: readonly Value[];
}

/** One call, and all that could be seen of the channel afterwards. */
export interface PipelineStep extends Step {
  readonly error?: RecordedError;
  readonly events?: readonly RecordedEvent[];
  readonly inbound?: readonly unknown[];
  readonly outbound?: readonly unknown[];
  readonly open?: boolean;
  /** Every buffer that has been seen. */
  readonly buffers: Readonly<Record<string, MessageState>>;
  readonly futures?: Readonly<Record<string, unknown>>;
  readonly log?: readonly RecordedLogEntry[];
}

/** What Java threw. */
export interface RecordedError extends ThrownError {
  readonly cause?: RecordedError;
}

/** What a handler of ours has seen. */
export interface RecordedEvent {
  readonly handler: string;
  readonly event: string;
  readonly message?: unknown;
  readonly refCnt?: number;
}

/** A buffer after a step. */
export interface MessageState {
  readonly refCnt: number;
  readonly readerIndex: number;
  readonly writerIndex: number;
  /** In hexadecimal; absent once it is released. */
  readonly readable?: string;
}

interface RecordedLogEntry {
  readonly level: string;
  readonly message: string;
  readonly cause?: RecordedError;
}

export function isPipelineCase(corpusCase: CorpusCase): corpusCase is PipelineCase {
  return corpusCase.kind === 'pipeline';
}
