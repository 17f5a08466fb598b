import type { coppClauses } from './index.js';

/** Clauses that bind the driver and that no case checks, each with the reason. */
export const coppSetAside = {
  'COPP-42':
    'Of the way through DirectDraw: the functions are called as a table here, which has neither codes nor buffers.',
} as const satisfies Readonly<Partial<Record<keyof typeof coppClauses, string>>>;
