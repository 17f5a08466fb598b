import { COPP_SEQUENCE_PLAINTEXT as PLAINTEXT } from '../../../ddi/index.js';

/** What a start message says (COPP-4). */
export interface StartPayload {
  /** The driver's random: 16 bytes. */
  readonly random: Uint8Array;
  /** 16 bytes. */
  readonly KDI: Uint8Array;
  readonly statusNumber: number;
  readonly commandNumber: number;
}

/** The 40 bytes (COPP-4, COPP-5). */
export function payloadBytes({ random, KDI, statusNumber, commandNumber }: StartPayload): Uint8Array {
  const bytes = PLAINTEXT.toBytes({
    kKDI: KDI,
    dwStatusSequenceStart: statusNumber,
    dwCommandSequenceStart: commandNumber,
  });
  bytes.set(random, PLAINTEXT.offset.rGraphicsDriver);
  return bytes;
}
