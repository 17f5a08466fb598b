import type { X509Certificate } from 'node:crypto';
import { CertificateChainError } from './chain-error.js';
import { readCertificateContainer } from './container.js';

/**
 * A bag of certificates put in order.
 *
 * @example
 * ```ts
 * import { type CertificateChain, readCertificateChain } from 'softumd/player';
 *
 * function issuers(certificate: Uint8Array): string[] {
 *   const { intermediates, root }: CertificateChain = readCertificateChain(certificate);
 *   return [...intermediates, ...(root ? [root] : [])].map(({ subject }) => subject);
 * }
 * ```
 */
export interface CertificateChain {
  /** All of them: leaf first, each followed by its issuer, then those that issued none of them. */
  readonly certificates: readonly X509Certificate[];
  /** The certificate that issued no other. */
  readonly leaf: X509Certificate;
  /** Between leaf and root, the leaf's issuer first. */
  readonly intermediates: readonly X509Certificate[];
  /** The self-issued certificate at the end, where the bag holds it. Not trusted for being there. */
  readonly root?: X509Certificate;
}

/** True when a signature is the issuer's; a key that cannot verify anything did not sign it. */
export function isSignedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  try {
    return certificate.verify(issuer.publicKey);
  } catch {
    return false;
  }
}

/** Each certificate once: containers may repeat one, and a twin would look like an issuer. */
function withoutTwins(certificates: readonly X509Certificate[]): X509Certificate[] {
  return [
    ...new Map(certificates.map((certificate) => [certificate.raw.toString('hex'), certificate])).values(),
  ];
}

/** The certificate whose name and key identifier no other one gives as its issuer. */
function findLeaf(bag: readonly X509Certificate[]): X509Certificate {
  const leaves = bag.filter((one) => !bag.some((other) => other !== one && other.checkIssued(one)));
  const [leaf] = leaves;
  if (leaf && leaves.length === 1) return leaf;
  if (bag.length === 0)
    throw new CertificateChainError('empty', 'expected at least one certificate, received none');
  if (!leaf)
    throw new CertificateChainError('leaf-missing', 'expected a leaf, received certificates in a circle');
  throw new CertificateChainError('leaf-ambiguous', `expected one leaf, received ${leaves.length}`);
}

/** From the leaf upwards. Among issuers of one name the one that signed goes first: a namesake must not hide it. */
function pathFrom(leaf: X509Certificate, bag: readonly X509Certificate[]): X509Certificate[] {
  const path = [leaf];
  for (let top = leaf; !top.checkIssued(top);) {
    const issuers = bag.filter((one) => !path.includes(one) && top.checkIssued(one));
    const issuer = issuers.find((one) => isSignedBy(top, one)) ?? issuers[0];
    if (!issuer) break;
    path.push((top = issuer));
  }
  return path;
}

/**
 * Puts certificates in order, whatever order they come in.
 * @throws CertificateChainError 'empty', 'leaf-missing' or 'leaf-ambiguous' when there is not exactly one leaf
 */
export function orderCertificates(certificates: readonly X509Certificate[]): CertificateChain {
  const bag = withoutTwins(certificates);
  const leaf = findLeaf(bag);
  const path = pathFrom(leaf, bag);
  const top = path[path.length - 1]!;
  const root = top.checkIssued(top) ? { root: top } : {};
  return {
    certificates: [...path, ...bag.filter((one) => !path.includes(one))],
    leaf,
    intermediates: path.slice(1, 'root' in root ? -1 : undefined),
    ...root,
  };
}

/**
 * Reads the chain that a driver hands out, in any container and any order (D-05): the leaf is the certificate that
 * issued no other, not the first or the last. Nothing is trusted yet: {@link validateCertificateChain}.
 * @throws TypeError when `bytes` is no Uint8Array
 * @throws CertificateFormatError when the bytes are no container of certificates
 * @throws CertificateChainError when there is not exactly one leaf
 *
 * @example
 * ```ts
 * import { createDevice } from 'softumd';
 * import { D3D11_CRYPTO_TYPE_AES128_CTR, D3D11_KEY_EXCHANGE_RSAES_OAEP } from 'softumd/d3d11';
 * import { readCertificateChain } from 'softumd/player';
 *
 * const session = createDevice().videoDevice.createCryptoSession(
 *   D3D11_CRYPTO_TYPE_AES128_CTR, null, D3D11_KEY_EXCHANGE_RSAES_OAEP);
 * const { leaf, certificates } = readCertificateChain(session.getCertificate());
 * ```
 */
export function readCertificateChain(bytes: Uint8Array): CertificateChain {
  return orderCertificates(readCertificateContainer(bytes));
}
