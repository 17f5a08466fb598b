import { createPublicKey, type KeyObject } from 'node:crypto';
import { CoppChainError } from './chain-error.js';
import type { XmlElement } from './xml-element.js';

/**
 * An RSA public key as a COPP certificate has it: two big-endian numbers.
 *
 * @example
 * ```ts
 * import type { CoppPublicKey } from 'softumd/player';
 *
 * const bits = ({ modulus }: CoppPublicKey): number => modulus.length * 8;
 * ```
 */
export interface CoppPublicKey {
  /** 256 bytes; 128 of a root. */
  readonly modulus: Uint8Array;
  /** 1 to 4 bytes, leading zeros taken off. */
  readonly exponent: Uint8Array;
}

/**
 * One certificate of a chain, read and not yet trusted.
 *
 * @example
 * ```ts
 * import { createHash } from 'node:crypto';
 * import type { CoppCertificate } from 'softumd/player';
 *
 * const revocationId = ({ data }: CoppCertificate) => createHash('sha1').update(data).digest('hex');
 * ```
 */
export interface CoppCertificate {
  /** The Data element as it stands in the document: what is hashed and signed (CERT-7, CERT-8). */
  readonly data: Uint8Array;
  readonly publicKey: CoppPublicKey;
  /** The names in KeyUsage that are 1: `EncryptKey`, `SignCertificate`, `SignCRL`. */
  readonly keyUsage: ReadonlySet<string>;
  /** Whether Features/COPPCertificate is 1. */
  readonly isCopp: boolean;
  /** As the certificate has it: SHA-1, 20 bytes where it is right. */
  readonly digest: Uint8Array;
  readonly signature: Uint8Array;
  /** The key in KeyInfo: the next certificate's. */
  readonly signerKey: CoppPublicKey;
}

/** The elements of one certificate, by their path. Each stands there once. */
class Elements {
  constructor(
    readonly root: XmlElement,
    readonly index: number,
  ) {}

  /** @throws CoppChainError 'duplicate' when a name on the path stands there twice (CERT-3) */
  find(path: string): XmlElement | undefined {
    return path.split('/').reduce<XmlElement | undefined>((parent, name) => {
      const [found, twin] = parent?.children.filter((child) => child.name === name) ?? [];
      if (twin) throw new CoppChainError('duplicate', `expected ${path} once, received two`, this.index);
      return found;
    }, this.root);
  }

  /** @throws CoppChainError 'missing' when there is none (CERT-10), 'duplicate' */
  get(path: string): XmlElement {
    const found = this.find(path);
    if (!found) throw new CoppChainError('missing', `expected ${path}, received none`, this.index);
    return found;
  }

  /** @throws CoppChainError 'base64' when the text is none; white space in it does not count */
  bytes(path: string): Uint8Array {
    const text = this.get(path).text.replaceAll(/[ \t\r\n]/g, '');
    const bytes = Buffer.from(text, 'base64');
    if (text === '' || bytes.toString('base64') !== text)
      throw new CoppChainError('base64', `${path}: expected base64, received text that is none`, this.index);
    return new Uint8Array(bytes);
  }

  key(path: string): CoppPublicKey {
    const modulus = this.bytes(`${path}/KeyValue/RSAKeyValue/Modulus`);
    const read = this.bytes(`${path}/KeyValue/RSAKeyValue/Exponent`);
    if (read.length > 4) {
      const received = `${read.length}`;
      throw new CoppChainError('exponent', `expected at most 4 bytes, received ${received}`, this.index);
    }
    const first = read.findIndex((byte) => byte !== 0);
    return { modulus, exponent: read.subarray(first < 0 ? read.length - 1 : first) };
  }
}

/** CERT-3. Deeper elements are held to it where a check names them. */
function checkNamesOnce(data: XmlElement, index: number): void {
  const names = data.children.map(({ name }) => name);
  const twin = names.find((name, at) => names.indexOf(name) !== at);
  if (twin !== undefined)
    throw new CoppChainError('duplicate', `expected each child of Data once, received two ${twin}`, index);
}

const isOne = (element: XmlElement | undefined): boolean => element?.text.trim() === '1';

/**
 * Reads one Certificate element.
 * @param index its place in the document, from 0
 * @throws CoppChainError 'duplicate', 'missing', 'base64', 'exponent'
 */
export function readCoppCertificate(element: XmlElement, index: number): CoppCertificate {
  const elements = new Elements(element, index);
  const data = elements.get('Data');
  checkNamesOnce(data, index);
  const usages = elements.get('Data/KeyUsage').children.map(({ name }) => name);
  return {
    data: data.bytes,
    publicKey: elements.key('Data/PublicKey'),
    keyUsage: new Set(usages.filter((name) => isOne(elements.find(`Data/KeyUsage/${name}`)))),
    isCopp: isOne(elements.find('Data/Features/COPPCertificate')),
    digest: elements.bytes('Signature/SignedInfo/Reference/DigestValue'),
    signature: elements.bytes('Signature/SignatureValue'),
    signerKey: elements.key('Signature/KeyInfo'),
  };
}

/** Whether two keys are the same numbers. */
export function isSameKey(one: CoppPublicKey, other: CoppPublicKey): boolean {
  return (
    Buffer.compare(one.modulus, other.modulus) === 0 && Buffer.compare(one.exponent, other.exponent) === 0
  );
}

/**
 * A key of a COPP certificate as Node's, for `rsaPublic` of an engine or `publicEncrypt`.
 * @throws Error when Node takes it for none
 */
export function toKeyObject({ modulus, exponent }: CoppPublicKey): KeyObject {
  const [n, e] = [modulus, exponent].map((number) => Buffer.from(number).toString('base64url')) as [
    string,
    string,
  ];
  return createPublicKey({ key: { kty: 'RSA', n, e }, format: 'jwk' });
}
