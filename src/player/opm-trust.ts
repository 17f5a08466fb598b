import type { KeyObject } from 'node:crypto';
import {
  CertificateChainError,
  type CertificateInput,
  readCertificateChain,
  validateCertificateChain,
} from '../certificate/index.js';
import {
  CoppChainError,
  type CoppTrustedRoot,
  type IsRevoked,
  readCoppCertificateChain,
  toKeyObject,
  validateCoppCertificateChain,
} from '../certificate/copp/index.js';
import type { OaepHash } from '../crypto/index.js';
import type { CoppStartPadding } from './copp-start-message.js';

/** Whom to trust under OPM semantics: a chain of X.509 certificates, in any container and order (OPM-2, D-05). */
interface OpmCertificateTrust {
  readonly semantics: 'OPM';
  /** The chain must end in one of these certificates: X509Certificates, PEM text or bytes, or DER bytes. */
  readonly roots: readonly CertificateInput[];
  /** When the chain must be valid; now unless told otherwise (D-60). */
  readonly at?: Date | undefined;
  /** Of RSAES-OAEP; 'sha512' unless told otherwise (OPM-6, D-01). */
  readonly hash?: OaepHash | undefined;
}

/** Whom to trust under COPP semantics: an XML chain (OPM-2, CERT). */
interface CoppCertificateTrust {
  readonly semantics: 'COPP';
  /** The chain must end in one of these keys. */
  readonly roots: readonly CoppTrustedRoot[];
  /** Asked for each certificate (CERT-12); none is revoked unless told otherwise. */
  readonly isRevoked?: IsRevoked | undefined;
  /** 'zeros' unless told otherwise (COPP-7). */
  readonly padding?: CoppStartPadding | undefined;
}

/**
 * The semantics that the video output was made with (OPM-1), and whose certificates are trusted.
 *
 * @example
 * ```ts
 * import { readFileSync } from 'node:fs';
 * import type { OpmTrust } from 'softumd/player';
 *
 * const opm: OpmTrust = { semantics: 'OPM', roots: [readFileSync('root.pem')] };
 * const copp: OpmTrust = { semantics: 'COPP', roots: [readFileSync('copp.root.pem')] };
 * ```
 */
export type OpmTrust = OpmCertificateTrust | CoppCertificateTrust;

const isArray = (value: unknown): boolean => Array.isArray(value);

/** Validates under each root until one holds. The error is the one that tells most: not that a root is another one. */
function underOneOf<Root>(roots: readonly Root[], validate: (root: Root) => void): void {
  if (!isArray(roots) || roots.length === 0)
    throw new TypeError('roots: expected an array of at least one trusted root, received none');
  const refusals: (CertificateChainError | CoppChainError)[] = [];
  for (const root of roots) {
    try {
      validate(root);
      return;
    } catch (error) {
      if (!(error instanceof CertificateChainError) && !(error instanceof CoppChainError)) throw error;
      refusals.push(error);
    }
  }
  throw refusals.find(({ reason }) => reason !== 'untrusted-root') ?? refusals[0]!;
}

/**
 * The driver's public key, RSA-2048, from a chain that is validated first (OPM-42, COPP-2).
 * @throws CertificateFormatError, CertificateChainError, CoppChainError when the chain is refused
 * @throws TypeError when an argument has another type
 */
export function driverKeyOf(certificate: Uint8Array, trust: OpmTrust): KeyObject {
  if (trust.semantics === 'OPM') {
    const { at = new Date() } = trust;
    const chain = readCertificateChain(certificate);
    underOneOf(trust.roots, (root) => {
      validateCertificateChain(chain, root, { at });
    });
    return chain.leaf.publicKey;
  }
  const { isRevoked } = trust;
  const chain = readCoppCertificateChain(certificate);
  underOneOf(trust.roots, (root) => {
    validateCoppCertificateChain(chain, root, { isRevoked });
  });
  return toKeyObject(chain.driver.publicKey);
}
