/** The switches of decisions.md: places where the documents are silent and honest drivers may differ. */
export interface DriverProfile {
  readonly name: string;
  /** D-01: the hash of OAEP and of its MGF1. */
  readonly oaepHash: 'sha512' | 'sha256' | 'sha1';
  /** D-04: what a second key negotiation does. */
  readonly renegotiation: 'replace' | 'refuse';
  /** D-05: what GetCertificate returns. */
  readonly certificateContainer: 'pkcs7' | 'pkcs7-leaf-first' | 'der-chain' | 'leaf';
  /** D-08: how a VOID function fails. */
  readonly voidFailure: 'set-error' | 'silent';
  /** D-12: caps of an unsupported pair. */
  readonly unsupportedCaps: 'error' | 'zeros';
  /** D-22: how the counter goes on after Count = 2^64 - 1. */
  readonly ctrCarry: 'count' | 'block';
}
