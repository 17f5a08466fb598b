import type { X509Certificate } from 'node:crypto';

/** Why a chain is not to be trusted. Programs branch on this, not on the text. */
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

/** Well-formed certificates that make no chain, or none that may be trusted. */
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
