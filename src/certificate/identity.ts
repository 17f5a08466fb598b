import { createPrivateKey, KeyObject, type X509Certificate } from 'node:crypto';
import { CertificateChainError } from './chain-error.js';
import { orderCertificates } from './chain.js';
import { isDer, readCertificates, type CertificateInput } from './certificate-input.js';
import { checkLeafKey } from './validate-chain.js';

/** What a driver proves itself with. */
export interface DriverIdentity {
  /** RSA-2048, two primes; belongs to the first certificate of `chain`. */
  readonly privateKey: KeyObject;
  /** Leaf first. */
  readonly chain: readonly X509Certificate[];
}

function importKey(input: string | Uint8Array): KeyObject {
  if (typeof input === 'string') return createPrivateKey(input);
  const bytes = Buffer.from(input);
  if (!isDer(bytes)) return createPrivateKey(bytes);
  try {
    return createPrivateKey({ key: bytes, format: 'der', type: 'pkcs8' });
  } catch {
    return createPrivateKey({ key: bytes, format: 'der', type: 'pkcs1' });
  }
}

/**
 * The key as a KeyObject. No error tells anything of the key's bytes.
 * @throws TypeError when it is none
 */
export function readPrivateKey(input: unknown): KeyObject {
  let received: string;
  if (input instanceof KeyObject) {
    if (input.type === 'private') return input;
    received = `a ${input.type} KeyObject`;
  } else if (typeof input === 'string' || input instanceof Uint8Array) {
    try {
      return importKey(input);
    } catch {
      received = typeof input === 'string' ? 'text that is none' : `${input.length} bytes that are none`;
    }
  } else {
    received = input === null ? 'null' : typeof input;
  }
  throw new TypeError(`privateKey: expected a private key as KeyObject, PEM or DER, received ${received}`);
}

/**
 * Asserts that an RSA key's modulus is the product of two primes. Node reads keys of more (RFC 8017 §3.2) and says
 * nothing of it; not every RSA computes with them.
 */
function checkTwoPrimes(key: KeyObject): void {
  if (key.asymmetricKeyType !== 'rsa') return; // never the key of a leaf that is accepted
  const { n, p, q } = key.export({ format: 'jwk' });
  const [modulus, first, second] = [n, p, q].map((text = '') =>
    BigInt(`0x${Buffer.from(text, 'base64url').toString('hex')}`),
  ) as [bigint, bigint, bigint];
  if (first * second !== modulus)
    throw new TypeError('privateKey: expected an RSA key of two primes (n = p × q), received another');
}

/**
 * Loads a driver's key and certificates, in whatever form and order they come.
 * @param source.privateKey a KeyObject, PEM text, or PEM or DER bytes (PKCS#8, PKCS#1), RSA-2048
 * @param source.chain one certificate or more, each a certificate, PEM text (of several, too), or bytes of PEM, DER or PKCS#7
 * @returns the key, and the certificates leaf first; the chain is put in order, not validated
 * @throws TypeError when an argument has another type, or the key cannot be read or has more than two primes
 * @throws CertificateFormatError when a certificate cannot be read
 * @throws CertificateChainError when the certificates have not one leaf, the leaf's key is not RSA-2048, or the private key is not the leaf's
 */
export function loadDriverIdentity(source: {
  privateKey: KeyObject | string | Uint8Array;
  chain: CertificateInput | readonly CertificateInput[];
}): DriverIdentity {
  const privateKey = readPrivateKey(source.privateKey);
  checkTwoPrimes(privateKey);
  const inputs: unknown[] = Array.isArray(source.chain) ? source.chain : [source.chain];
  const { leaf, certificates } = orderCertificates(
    inputs.flatMap((input) => readCertificates('chain', input)),
  );
  checkLeafKey(leaf);
  if (!leaf.checkPrivateKey(privateKey)) {
    throw new CertificateChainError(
      'key-mismatch',
      "expected the leaf's private key, received another",
      leaf,
    );
  }
  return { privateKey, chain: certificates };
}
