import { X509Certificate } from 'node:crypto';
import {
  Constructed,
  Integer,
  ObjectIdentifier,
  Primitive,
  Sequence,
  Set as DerSet,
  type BaseBlock,
} from 'asn1js';
import { CertificateFormatError } from './format-error.js';
import {
  childAt,
  type DerElement,
  derElementAt,
  expectObjectId,
  isContext,
  isUniversal,
} from './der-element.js';

/** How a driver packs its certificates (D-05): the profile switch `certificateContainer`. */
export type CertificateContainer = 'pkcs7' | 'pkcs7-leaf-first' | 'der-chain' | 'leaf';

const SIGNED_DATA = '1.2.840.113549.1.7.2';
const DATA = '1.2.840.113549.1.7.1';

/** A context-specific constructed element with tag [0]. */
function explicit0(value: BaseBlock[]): Constructed {
  return new Constructed({ idBlock: { tagClass: 3, tagNumber: 0 }, value });
}

/**
 * The same tag around bytes that are DER already. Not RawData: asn1js 4.0 leaves that out inside another element
 * and says nothing.
 */
function implicit0(valueHex: Uint8Array): Primitive {
  const element = new Primitive({ idBlock: { tagClass: 3, tagNumber: 0 }, valueHex });
  element.idBlock.isConstructed = true;
  return element;
}

/** Certificates-only SignedData (RFC 2315 §9.1): no content, no signers. The certificates go in as they are. */
function encodePkcs7(certificates: readonly Uint8Array[]): Uint8Array {
  const signedData = new Sequence({
    value: [
      new Integer({ value: 1 }),
      new DerSet({ value: [] }),
      new Sequence({ value: [new ObjectIdentifier({ value: DATA })] }),
      implicit0(new Uint8Array(Buffer.concat(certificates))),
      new DerSet({ value: [] }),
    ],
  });
  const contentInfo = [new ObjectIdentifier({ value: SIGNED_DATA }), explicit0([signedData])];
  return new Uint8Array(new Sequence({ value: contentInfo }).toBER());
}

/**
 * The order of the certificates in PKCS#7: DER's, by encoding, as long as the leaf comes last in it. Known clients take
 * the last certificate as the leaf (D-05), and DER puts a shorter one first: where that moves the leaf, root to leaf
 * goes before DER. SignedData need not be DER, and a SET OF says nothing by its order (RFC 2315 §9.1).
 */
function leafLast(raw: readonly Uint8Array[]): Uint8Array[] {
  // A longer element sorts after a shorter one: its length octets are greater.
  const sorted = [...raw].sort((a, b) => Buffer.compare(a, b));
  return sorted.at(-1) === raw[0] ? sorted : [...raw].reverse();
}

/**
 * Packs a chain as a driver hands it out.
 * @param chain leaf first, then its issuer and so on; at least one certificate
 * @param container 'pkcs7': certificates-only SignedData whose last certificate is the leaf, whatever the lengths (D-05):
 *   the set sorted by encoding as DER demands where that puts the leaf last, else from root to leaf;
 *   'pkcs7-leaf-first': the same in the order given, which is not DER; 'der-chain': the certificates' DER one after
 *   another; 'leaf': the first certificate's DER alone
 * @throws TypeError when the container has no such name
 * @throws RangeError when the chain is empty
 */
export function encodeCertificateContainer(
  chain: readonly X509Certificate[],
  container: CertificateContainer,
): Uint8Array {
  const raw = chain.map((certificate) => certificate.raw);
  const [leaf] = raw;
  if (!leaf) throw new RangeError('chain: expected at least one certificate, received none');
  switch (container) {
    case 'pkcs7':
      return encodePkcs7(leafLast(raw));
    case 'pkcs7-leaf-first':
      return encodePkcs7(raw);
    case 'der-chain':
      return new Uint8Array(Buffer.concat(raw));
    case 'leaf':
      return new Uint8Array(leaf);
    default:
      throw new TypeError(
        `container: expected 'pkcs7', 'pkcs7-leaf-first', 'der-chain' or 'leaf', received '${container as string}'`,
      );
  }
}

/** The certificate in an element, which must be the element's bytes and no others. */
function toCertificate(element: DerElement): X509Certificate {
  let received: string;
  try {
    const certificate = new X509Certificate(element.bytes);
    if (certificate.raw.equals(element.bytes)) return certificate;
    received = `a certificate of ${certificate.raw.length} bytes in an element of ${element.bytes.length}`;
  } catch (error) {
    received = `an element that is none (${(error as Error).message})`;
  }
  throw new CertificateFormatError('an X.509 certificate', element.offset, received);
}

/** The certificates of a PKCS#7 ContentInfo, in the order in which they stand. Signers and CRLs are passed over. */
function certificatesOfPkcs7(contentInfo: DerElement): X509Certificate[] {
  expectObjectId(contentInfo.children[0], SIGNED_DATA);
  const content = childAt(contentInfo, 1, 'the content of SignedData, tag [0]', isContext(0));
  const signedData = childAt(content, 0, 'SignedData, a SEQUENCE', isUniversal(16));
  const certificates = childAt(signedData, 3, 'the certificates of SignedData, tag [0]', isContext(0));
  childAt(certificates, 0, 'a certificate', isUniversal(16));
  return certificates.children.map(toCertificate);
}

/** DER certificates one after another, up to the last byte. */
function certificatesInARow(bytes: Uint8Array, first: DerElement): X509Certificate[] {
  const certificates = [toCertificate(first)];
  for (let at = first.bytes.length; at < bytes.length;) {
    const next = derElementAt(bytes, at);
    certificates.push(toCertificate(next));
    at += next.bytes.length;
  }
  return certificates;
}

/**
 * Unpacks the certificates of any container that {@link encodeCertificateContainer} makes, in the order in which they
 * stand: which of them is the leaf is {@link readCertificateChain}'s question.
 * @throws TypeError when `bytes` is no Uint8Array
 * @throws CertificateFormatError when the bytes are no such container, naming the place
 */
export function readCertificateContainer(bytes: Uint8Array): X509Certificate[] {
  if (!(bytes instanceof Uint8Array)) {
    throw new TypeError(`bytes: expected a Uint8Array, received ${typeof bytes}`);
  }
  const own = new Uint8Array(bytes);
  const first = derElementAt(own, 0);
  const inner = first.children[0];
  if (isUniversal(16)(first) && inner && isUniversal(6)(inner)) {
    const end = first.bytes.length;
    if (end < own.length) {
      throw new CertificateFormatError('the end of the container', end, `${own.length - end} more bytes`);
    }
    return certificatesOfPkcs7(first);
  }
  if (isUniversal(16)(first) && inner && isUniversal(16)(inner)) return certificatesInARow(own, first);
  throw new CertificateFormatError(
    'a PKCS#7 container or an X.509 certificate',
    0,
    'an ASN.1 element of another kind',
  );
}
