/**
 * Why a COPP chain, or a revocation list, is not to be trusted. Programs branch on this, not on the text.
 *
 * @example
 * ```ts
 * import type { CoppChainReason } from 'softumd/player';
 *
 * const damaged: readonly CoppChainReason[] = ['encoding', 'xml', 'digest', 'signature'];
 * ```
 */
export type CoppChainReason =
  | 'encoding'
  | 'xml'
  | 'root-element'
  | 'version'
  | 'certificate-count'
  | 'duplicate'
  | 'missing'
  | 'base64'
  | 'modulus'
  | 'exponent'
  | 'key-usage'
  | 'copp-feature'
  | 'key-link'
  | 'digest'
  | 'signature'
  | 'untrusted-root'
  | 'revoked'
  | 'list-format'
  | 'list-signature'
  | 'list-certificate';

/** The clause behind each reason (opm-copp, section 5.2). */
const clauses: Readonly<Record<CoppChainReason, string>> = {
  encoding: 'CERT-1',
  xml: 'CERT-1',
  'root-element': 'CERT-1',
  version: 'CERT-1',
  'certificate-count': 'CERT-2',
  duplicate: 'CERT-3',
  missing: 'CERT-10',
  base64: 'CERT-4',
  modulus: 'CERT-4',
  exponent: 'CERT-4',
  'key-usage': 'CERT-5',
  'copp-feature': 'CERT-5',
  'key-link': 'CERT-6',
  digest: 'CERT-7',
  signature: 'CERT-8',
  'untrusted-root': 'CERT-9',
  revoked: 'CERT-12',
  'list-format': 'CERT-13',
  'list-signature': 'CERT-13',
  'list-certificate': 'CERT-14',
};

/**
 * Bytes that are no COPP certificate chain or revocation list, or one that may not be trusted.
 *
 * @example
 * ```ts
 * import { CoppChainError, readCoppCertificateChain } from 'softumd/player';
 *
 * try {
 *   readCoppCertificateChain(new TextEncoder().encode('<CertificateCollection Version="1.0"/>'));
 * } catch (error) {
 *   if (!(error instanceof CoppChainError)) throw error;
 *   console.log(error.reason, error.clause); // version CERT-1
 * }
 * ```
 */
export class CoppChainError extends Error {
  override readonly name = 'CoppChainError';
  /** The clause that is broken: `CERT-7`. */
  readonly clause: string;

  /**
   * @param certificate which of the document's certificates is at fault, from 0 (the driver's), where it is one
   */
  constructor(
    readonly reason: CoppChainReason,
    message: string,
    readonly certificate?: number,
  ) {
    const of = certificate === undefined ? '' : `, certificate ${certificate}`;
    super(`${message} (${clauses[reason]}${of})`);
    this.clause = clauses[reason];
  }
}
