/**
 * Bytes or text that are no certificate container. `offset` is where it stops being one.
 *
 * @example
 * ```ts
 * import { CertificateFormatError, readCertificateChain } from 'softumd/player';
 *
 * try {
 *   readCertificateChain(new Uint8Array([0x30, 0x00]));
 * } catch (error) {
 *   if (!(error instanceof CertificateFormatError)) throw error;
 *   console.log(error.expected, error.offset);
 * }
 * ```
 */
export class CertificateFormatError extends Error {
  override readonly name = 'CertificateFormatError';

  /**
   * @param expected what had to stand there, in words
   * @param offset bytes (in PEM text: characters) from the start
   * @param received what stands there instead, in words
   */
  constructor(
    readonly expected: string,
    readonly offset: number,
    received: string,
  ) {
    super(`certificates: expected ${expected} at byte ${offset}, received ${received}`);
  }
}
