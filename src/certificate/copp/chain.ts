import { type CoppCertificate, readCoppCertificate } from './certificate.js';
import { CoppChainError } from './chain-error.js';
import { readXml } from './xml-element.js';

/**
 * The three certificates of a COPP chain, read and not yet trusted.
 *
 * @example
 * ```ts
 * import { type CoppCertificateChain, readCoppCertificateChain } from 'softumd/player';
 *
 * function keyBits(certificate: Uint8Array): number {
 *   const { driver }: CoppCertificateChain = readCoppCertificateChain(certificate);
 *   return driver.publicKey.modulus.length * 8;
 * }
 * ```
 */
export interface CoppCertificateChain {
  /** The leaf: the key of the start message. */
  readonly driver: CoppCertificate;
  /** The hardware vendor's, which signed the driver's. */
  readonly vendor: CoppCertificate;
  /** Signed the vendor's. Not trusted for being there. */
  readonly root: CoppCertificate;
}

/**
 * The certificates of a document, whatever their number.
 * @throws CoppChainError 'encoding', 'xml', 'root-element', 'version' (CERT-1), and those of a certificate
 * @throws TypeError when `bytes` is no Uint8Array
 */
export function readCoppCertificates(bytes: Uint8Array): CoppCertificate[] {
  if (!((bytes as unknown) instanceof Uint8Array))
    throw new TypeError(`certificate: expected a Uint8Array, received ${typeof bytes}`);
  const collection = readXml(bytes);
  const received = `<${collection.name}>`;
  if (collection.name !== 'CertificateCollection')
    throw new CoppChainError('root-element', `expected <CertificateCollection>, received ${received}`);
  const [version, ...others] = collection.attributes
    .filter(({ name }) => name === 'Version')
    .map(({ value }) => value);
  if (version === undefined || others.length > 0 || !/^\d+\.\d+$/.test(version) || Number(version) < 2)
    throw new CoppChainError('version', `expected Version 2.0 or above, received ${version ?? 'none'}`);
  return collection.children
    .filter(({ name }) => name === 'Certificate')
    .map((element, index) => readCoppCertificate(element, index));
}

/**
 * Reads the XML document that KeyExchange of COPP hands out: strictly UTF-8, elements by local name with a namespace or
 * without (O-AMB-16), the order as it stands. Nothing is trusted yet: {@link validateCoppCertificateChain}.
 * @throws CoppChainError 'encoding', 'xml', 'root-element', 'version', 'certificate-count', 'duplicate', 'missing',
 *   'base64', 'exponent' (CERT-1 to CERT-4, CERT-10)
 * @throws TypeError when `bytes` is no Uint8Array
 *
 * @example
 * ```ts
 * import { readCoppCertificateChain } from 'softumd/player';
 *
 * function vendorMaySign(certificate: Uint8Array): boolean {
 *   return readCoppCertificateChain(certificate).vendor.keyUsage.has('SignCertificate');
 * }
 * ```
 */
export function readCoppCertificateChain(bytes: Uint8Array): CoppCertificateChain {
  const certificates = readCoppCertificates(bytes);
  const [driver, vendor, root] = certificates;
  if (!driver || !vendor || !root || certificates.length > 3) {
    const received = `${certificates.length}`;
    throw new CoppChainError('certificate-count', `expected three certificates, received ${received}`);
  }
  return { driver, vendor, root };
}
