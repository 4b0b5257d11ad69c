/** Which way a channel is idle, in the words of Netty's enum of this name. */
export type IdleState = 'READER_IDLE' | 'WRITER_IDLE' | 'ALL_IDLE';

/** The user event of an `IdleStateHandler`. Netty's class of this name. */
export class IdleStateEvent {
  readonly state: IdleState;
  /** Whether the channel was not idle that way before; false for each further event until it is used again. */
  readonly isFirst: boolean;

  constructor(state: IdleState, isFirst: boolean) {
    this.state = state;
    this.isFirst = isFirst;
  }

  /** Netty's description: `IdleStateEvent(READER_IDLE, first)`. */
  toString(): string {
    return `IdleStateEvent(${this.state}${this.isFirst ? ', first' : ''})`;
  }
}
