/** Which of a channel's two counters a message counts in (QAC-15). */
export type Counter = 'query' | 'configure';

/** The least number that the next message of each kind may have; 2^32 where there is none left (D-32). */
export type SequenceNumbers = Record<Counter, number>;
