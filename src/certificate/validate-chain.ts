import type { X509Certificate } from 'node:crypto';
import { CertificateChainError } from './chain-error.js';
import { isSignedBy, type CertificateChain } from './chain.js';
import { readCertificates, type CertificateInput } from './certificate-input.js';

/**
 * Asserts that a leaf holds the key that this DDI wraps session keys with: RSA-2048 (D-01).
 * @throws CertificateChainError 'leaf-key'
 */
export function checkLeafKey(leaf: X509Certificate): void {
  const received = describeKey(leaf);
  if (received !== 'rsa 2048') {
    throw new CertificateChainError(
      'leaf-key',
      `expected an RSA key of 2048 bits, received ${received}`,
      leaf,
    );
  }
}

function describeKey(certificate: X509Certificate): string {
  try {
    const { asymmetricKeyType, asymmetricKeyDetails } = certificate.publicKey;
    return `${asymmetricKeyType ?? 'no'} ${asymmetricKeyDetails?.modulusLength ?? 'key'}`;
  } catch {
    return 'a key of an unknown kind';
  }
}

function checkValidAt(certificate: X509Certificate, at: Date): void {
  const { validFrom, validTo } = certificate;
  // Written so that a date that cannot be read is refused too.
  if (!(at.getTime() >= Date.parse(validFrom))) {
    throw new CertificateChainError(
      'not-yet-valid',
      `expected validity at ${at.toISOString()}, received from ${validFrom}`,
      certificate,
    );
  }
  if (!(at.getTime() <= Date.parse(validTo))) {
    throw new CertificateChainError(
      'expired',
      `expected validity at ${at.toISOString()}, received up to ${validTo}`,
      certificate,
    );
  }
}

/** Name, key identifier and usage, CA flag, signature. */
function checkIssuedBy(certificate: X509Certificate, issuer: X509Certificate, anchor: X509Certificate): void {
  if (!certificate.checkIssued(issuer)) {
    const reason = issuer === anchor ? 'untrusted-root' : 'issuer';
    const by = issuer.subject.replaceAll('\n', ', ');
    throw new CertificateChainError(
      reason,
      `expected a certificate issued by ${by}, received another's`,
      certificate,
    );
  }
  if (!issuer.ca) {
    throw new CertificateChainError(
      'not-ca',
      'expected an issuer that is a CA, received one that is not',
      issuer,
    );
  }
  if (!isSignedBy(certificate, issuer)) {
    throw new CertificateChainError(
      'signature',
      "expected the issuer's signature, received another",
      certificate,
    );
  }
}

/**
 * Checks a chain up to a root that the caller trusts: the leaf's key (RSA-2048, no CA), every name, signature and CA
 * flag, validity of each at one time, and the root by its bytes. A chain may leave its root out. Path lengths, name
 * constraints and revocation are not looked at.
 * @param trustedRoot a certificate, its PEM text or its DER bytes
 * @param options.at when the chain must be valid; now unless told otherwise (D-60)
 * @throws CertificateChainError with a `reason`
 * @throws CertificateFormatError when the trusted root is no certificate
 * @throws TypeError when it is not even text or bytes, or not one certificate
 *
 * @example
 * ```ts
 * import { readFileSync } from 'node:fs';
 * import { readCertificateChain, validateCertificateChain } from 'softumd/player';
 *
 * function trust(certificate: Uint8Array): void {
 *   const chain = readCertificateChain(certificate);
 *   validateCertificateChain(chain, readFileSync('root.pem'), { at: new Date('2030-01-01') });
 * }
 * ```
 */
export function validateCertificateChain(
  chain: CertificateChain,
  trustedRoot: CertificateInput,
  { at = new Date() }: { at?: Date } = {},
): void {
  const [anchor, ...others] = readCertificates('trustedRoot', trustedRoot);
  if (!anchor || others.length > 0) {
    throw new TypeError(
      `trustedRoot: expected one certificate, received ${others.length + (anchor ? 1 : 0)}`,
    );
  }
  if (Number.isNaN(at.getTime())) throw new TypeError('at: expected a date, received an invalid one');
  checkLeafKey(chain.leaf);
  if (chain.leaf.ca) {
    throw new CertificateChainError('leaf-is-ca', 'expected a leaf that is no CA, received a CA', chain.leaf);
  }
  if (chain.root && !chain.root.raw.equals(anchor.raw)) {
    throw new CertificateChainError(
      'untrusted-root',
      'expected the trusted root, received another',
      chain.root,
    );
  }
  const path = [chain.leaf, ...chain.intermediates, anchor];
  for (const certificate of path) checkValidAt(certificate, at);
  path.forEach((certificate, i) => {
    checkIssuedBy(certificate, path[i + 1] ?? anchor, anchor);
  });
}
