import { type CoppPublicKey, isSameKey } from './certificate.js';
import { readCoppCertificates } from './chain.js';
import { CoppChainError } from './chain-error.js';
import { type CoppTrustedRoot, readTrustedRoot } from './trusted-root.js';
import { checkModulus, checkSignatures, checkUsage, isPssSigned } from './validate-chain.js';

const DIGEST_BYTES = 20;
/** RSASSA-PSS with SHA-1, the one type that the format knows. */
const SIGNATURE_TYPE = 2;

/**
 * A revocation list whose signature was checked.
 *
 * @example
 * ```ts
 * import { type CoppRevocationList, readCoppRevocationList } from 'softumd/player';
 *
 * function entries(bytes: Uint8Array, rootPem: string): number {
 *   const list: CoppRevocationList = readCoppRevocationList(bytes, rootPem);
 *   return list.digests.length;
 * }
 * ```
 */
export interface CoppRevocationList {
  /** Unsigned 32 bits. A list with a greater one replaces this one. */
  readonly version: number;
  /** 20 bytes each: SHA-1 of a certificate's Data. */
  readonly digests: readonly Uint8Array[];
  /** For `validateCoppCertificateChain`. Needs no `this`. */
  readonly isRevoked: (digest: Uint8Array) => boolean;
}

/** Reads big-endian numbers and bytes one after the other. */
class Fields {
  #at = 0;
  constructor(readonly bytes: Uint8Array) {}

  /** @throws CoppChainError 'list-format' when there are fewer bytes left */
  take(what: string, bytes: number): Uint8Array {
    const left = this.left;
    if (left < bytes)
      throw new CoppChainError('list-format', `expected ${what} of ${bytes} bytes, received ${left}`);
    return this.bytes.subarray(this.#at, (this.#at += bytes));
  }

  number(what: string, bytes: number): number {
    return this.take(what, bytes).reduce((number, byte) => number * 256 + byte, 0);
  }

  get left(): number {
    return this.bytes.length - this.#at;
  }

  get taken(): Uint8Array {
    return this.bytes.subarray(0, this.#at);
  }
}

/** The key of the certificate that signs lists, which the root itself signed (CERT-14). */
function readSignerKey(xml: Uint8Array, root: CoppPublicKey): CoppPublicKey {
  const certificates = readCoppCertificates(xml);
  const [signer] = certificates;
  const direct = signer && certificates.length <= 2 && isSameKey(signer.signerKey, root);
  if (!direct)
    throw new CoppChainError(
      'list-certificate',
      "expected a certificate that the root signed, received another's",
    );
  checkModulus(signer.publicKey, 128, 0);
  checkUsage(signer, 'SignCRL', 0);
  checkSignatures(certificates, root);
  return signer.publicKey;
}

/**
 * Reads a revocation list and checks it: big-endian version and count, digests, certificate chain, signature of the
 * list's certificate over every byte before the signature's own (CERT-13), that certificate signed by the trusted root
 * and with SignCRL (CERT-14).
 * @param trustedRoot the 1024-bit root: PEM text or bytes, a KeyObject, or its numbers
 * @throws CoppChainError 'list-format', 'list-signature', 'list-certificate', and those of a certificate
 * @throws TypeError when the list is no Uint8Array or the trusted root is none
 *
 * @example
 * ```ts
 * import { readCoppCertificateChain, readCoppRevocationList, validateCoppCertificateChain } from 'softumd/player';
 *
 * function trust(certificate: Uint8Array, list: Uint8Array, rootPem: string): void {
 *   const { isRevoked } = readCoppRevocationList(list, rootPem);
 *   validateCoppCertificateChain(readCoppCertificateChain(certificate), rootPem, { isRevoked });
 * }
 * ```
 */
export function readCoppRevocationList(list: Uint8Array, trustedRoot: CoppTrustedRoot): CoppRevocationList {
  if (!((list as unknown) instanceof Uint8Array))
    throw new TypeError(`list: expected a Uint8Array, received ${typeof list}`);
  const root = readTrustedRoot(trustedRoot);
  const fields = new Fields(new Uint8Array(list));
  const version = fields.number('a version', 4);
  const count = fields.number('a count', 4);
  const all = fields.take(`${count} digests`, count * DIGEST_BYTES);
  const xml = fields.take('a certificate chain', fields.number('a length', 4));
  const type = fields.number('a signature type', 1);
  const signatureBytes = fields.number('a signature length', 2);
  const signed = fields.taken;
  const signature = fields.take('a signature', signatureBytes);
  if (type !== SIGNATURE_TYPE || fields.left > 0) {
    const received = fields.left > 0 ? `${fields.left} bytes after it` : `type ${type}`;
    throw new CoppChainError(
      'list-format',
      `expected a signature of type 2 at the end, received ${received}`,
    );
  }
  if (!isPssSigned(signed, signature, readSignerKey(xml, root)))
    throw new CoppChainError(
      'list-signature',
      "expected the list's certificate to have signed it, received another's",
    );
  const digests = Array.from({ length: count }, (_, i) =>
    all.slice(i * DIGEST_BYTES, (i + 1) * DIGEST_BYTES),
  );
  const known = new Set(digests.map((digest) => Buffer.from(digest).toString('hex')));
  return { version, digests, isRevoked: (digest) => known.has(Buffer.from(digest).toString('hex')) };
}

/**
 * Which of two lists holds: the newer version replaces the older one (CERT-14); of two of one version the first.
 *
 * @example
 * ```ts
 * import { type CoppRevocationList, newerRevocationList } from 'softumd/player';
 *
 * const newest = (lists: readonly CoppRevocationList[]) =>
 *   lists.reduce<CoppRevocationList | undefined>(newerRevocationList, undefined);
 * ```
 */
export function newerRevocationList(
  held: CoppRevocationList | undefined,
  received: CoppRevocationList,
): CoppRevocationList {
  return held && held.version >= received.version ? held : received;
}
