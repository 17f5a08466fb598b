import type { X509Certificate } from 'node:crypto';

/**
 * Why a chain is not to be trusted. Programs branch on this, not on the text.
 *
 * @example
 * ```ts
 * import type { CertificateChainReason } from 'softumd/player';
 *
 * const renewable: readonly CertificateChainReason[] = ['expired', 'not-yet-valid'];
 * ```
 */
export type CertificateChainReason =
  | 'empty'
  | 'leaf-missing'
  | 'leaf-ambiguous'
  | 'leaf-key'
  | 'leaf-is-ca'
  | 'not-ca'
  | 'not-yet-valid'
  | 'expired'
  | 'issuer'
  | 'signature'
  | 'untrusted-root'
  | 'key-mismatch';

/**
 * Well-formed certificates that make no chain, or none that may be trusted.
 *
 * @example
 * ```ts
 * import { CertificateChainError, readCertificateChain, validateCertificateChain } from 'softumd/player';
 *
 * function isTrusted(certificate: Uint8Array, rootPem: string): boolean {
 *   try {
 *     validateCertificateChain(readCertificateChain(certificate), rootPem);
 *     return true;
 *   } catch (error) {
 *     if (error instanceof CertificateChainError) return error.reason === 'expired'; // a clock that is wrong
 *     throw error;
 *   }
 * }
 * ```
 */
export class CertificateChainError extends Error {
  override readonly name = 'CertificateChainError';

  /** @param certificate the certificate that is at fault, where it is one */
  constructor(
    readonly reason: CertificateChainReason,
    message: string,
    readonly certificate?: X509Certificate,
  ) {
    super(certificate ? `${message} (certificate ${certificate.subject.replaceAll('\n', ', ')})` : message);
  }
}
