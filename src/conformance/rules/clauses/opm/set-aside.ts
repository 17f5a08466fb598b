import type { opmClauses } from './index.js';

/** Clauses that bind the driver and that no case checks, each with the reason. */
export const opmSetAside = {
  'OPM-43':
    'Of a codec, whose handshake goes through a property set: a display driver has neither, and D-57 says what it answers.',
  'OPM-50':
    'Of drivers that want a certificate of Microsoft’s: no driver says that it does, and one without COPP is a driver still.',
} as const satisfies Readonly<Partial<Record<keyof typeof opmClauses, string>>>;
