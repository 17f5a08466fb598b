import { constants, createHash, verify } from 'node:crypto';
import { type CoppCertificate, type CoppPublicKey, isSameKey, toKeyObject } from './certificate.js';
import type { CoppCertificateChain } from './chain.js';
import { CoppChainError } from './chain-error.js';
import { type CoppTrustedRoot, readTrustedRoot } from './trusted-root.js';

/**
 * RSASSA-PSS with SHA-1, MGF1 with SHA-1 and no salt (CERT-8). A key that cannot verify anything did not sign it.
 */
export function isPssSigned(bytes: Uint8Array, signature: Uint8Array, signer: CoppPublicKey): boolean {
  try {
    const padding = constants.RSA_PKCS1_PSS_PADDING;
    return verify('sha1', bytes, { key: toKeyObject(signer), padding, saltLength: 0 }, signature);
  } catch {
    return false;
  }
}

/** An RSA modulus of just so many bytes: top bit set, odd. */
export function checkModulus({ modulus }: CoppPublicKey, bytes: number, index: number): void {
  const usable = modulus.length === bytes && modulus[0]! >= 0x80 && modulus[bytes - 1]! % 2 === 1;
  if (usable) return;
  const received = modulus.length === bytes ? 'a number that is none' : `${modulus.length} bytes`;
  throw new CoppChainError(
    'modulus',
    `expected an RSA modulus of ${bytes} bytes, received ${received}`,
    index,
  );
}

export function checkUsage({ keyUsage }: CoppCertificate, usage: string, index: number): void {
  if (!keyUsage.has(usage))
    throw new CoppChainError('key-usage', `expected KeyUsage/${usage} = 1, received another`, index);
}

/** Digest, signature and what the certificate says of its signer; `signer` is the next certificate's key, or the root. */
function checkSigned(
  certificate: CoppCertificate,
  signer: CoppPublicKey,
  index: number,
  isLast: boolean,
): void {
  const { data, digest, signature, signerKey } = certificate;
  if (!isSameKey(signerKey, signer)) {
    const [reason, whose] = isLast
      ? (['untrusted-root', 'trusted root'] as const)
      : (['key-link', 'next certificate'] as const);
    throw new CoppChainError(reason, `expected the ${whose}'s key in KeyInfo, received another`, index);
  }
  if (Buffer.compare(createHash('sha1').update(data).digest(), digest) !== 0)
    throw new CoppChainError('digest', 'expected the SHA-1 of the Data element, received another', index);
  if (!isPssSigned(data, signature, signerKey))
    throw new CoppChainError(
      'signature',
      "expected KeyInfo's key to have signed Data, received another's",
      index,
    );
}

/**
 * Checks CERT-6 to CERT-9 along certificates, each signed by the next and the last by the root.
 * @throws CoppChainError 'key-link', 'digest', 'signature', 'untrusted-root'
 */
export function checkSignatures(certificates: readonly CoppCertificate[], root: CoppPublicKey): void {
  certificates.forEach((certificate, index) => {
    const next = certificates[index + 1];
    checkSigned(certificate, next?.publicKey ?? root, index, !next);
  });
}

/** Whether the SHA-1 of a Data element, 20 bytes, stands in a revocation list. */
export type IsRevoked = (digest: Uint8Array) => boolean;

/**
 * Checks a COPP chain up to a root key that the caller trusts: sizes of the keys, what each may be used for, that each
 * is signed by the next, digests and signatures over the document's own bytes, and the root by its key (CERT-4 to
 * CERT-9; 1 to 3 and 10 were checked when it was read). Security level, manufacturer and other features are not looked
 * at (CERT-11); nothing in the format expires.
 * @param trustedRoot the 1024-bit root: PEM text or bytes, a KeyObject, or its numbers
 * @param options.isRevoked asked for the digest of each certificate (CERT-12); nothing is revoked unless told otherwise
 * @throws CoppChainError with a `reason` and its `clause`
 * @throws TypeError when the trusted root is none
 *
 * @example
 * ```ts
 * import { readFileSync } from 'node:fs';
 * import { readCoppCertificateChain, validateCoppCertificateChain } from 'softumd/player';
 *
 * function trust(certificate: Uint8Array): void {
 *   const chain = readCoppCertificateChain(certificate);
 *   validateCoppCertificateChain(chain, readFileSync('copp.root.pem'), { isRevoked: () => false });
 * }
 * ```
 */
export function validateCoppCertificateChain(
  chain: CoppCertificateChain,
  trustedRoot: CoppTrustedRoot,
  { isRevoked = () => false }: { isRevoked?: IsRevoked | undefined } = {},
): void {
  const root = readTrustedRoot(trustedRoot);
  const certificates = [chain.driver, chain.vendor, chain.root];
  certificates.forEach((certificate, index) => {
    checkModulus(certificate.publicKey, index === 2 ? 128 : 256, index);
    checkUsage(certificate, index === 0 ? 'EncryptKey' : 'SignCertificate', index);
  });
  if (!chain.driver.isCopp)
    throw new CoppChainError('copp-feature', 'expected Features/COPPCertificate = 1, received another', 0);
  checkSignatures(certificates, root);
  certificates.forEach(({ digest }, index) => {
    if (isRevoked(digest))
      throw new CoppChainError(
        'revoked',
        'expected a certificate that is not revoked, received one that is',
        index,
      );
  });
}
