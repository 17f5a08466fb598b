import { checkBytes } from '../crypto/check.js';

/** Bytes 2 and 3 of a system renewability message, big-endian: HDCP's own format, in which a driver gets it (OPM-30). */
const VERSION_AT = 2;
const VERSION_END = 4;

/**
 * The version of a system renewability message.
 * @throws TypeError, RangeError when it is no bytes, or too few to have one
 */
export function srmVersion(srm: Uint8Array): number {
  checkBytes('srm', srm);
  if (srm.length < VERSION_END)
    throw new RangeError(`srm: expected at least ${VERSION_END} bytes, received ${srm.length}`);
  return (srm[VERSION_AT]! << 8) | srm[VERSION_AT + 1]!;
}
