import { createPublicKey, KeyObject } from 'node:crypto';
import type { CoppPublicKey } from './certificate.js';

/**
 * The root key that a caller trusts: RSA of 1024 bits with exponent 65537 (CERT-9), as the numbers, as a KeyObject, or
 * as PEM text or bytes of a public key.
 *
 * @example
 * ```ts
 * import { readFileSync } from 'node:fs';
 * import { MICROSOFT_COPP_ROOT, type CoppTrustedRoot } from 'softumd/player';
 *
 * const ofDriver = (isEmulated: boolean): CoppTrustedRoot =>
 *   isEmulated ? readFileSync('copp.root.pem', 'utf8') : MICROSOFT_COPP_ROOT;
 * ```
 */
export type CoppTrustedRoot = CoppPublicKey | KeyObject | string | Uint8Array;

/** The key that Microsoft's page publishes, which every real driver's chain ends in (CERT-9; opm-copp, section 2.1). */
const published =
  'pjoeWLSTLDonQG8She6QhkYbYott9fPZ8tHdB128ZETcghn5KHoyin7HkJEcPJ0Eg4UdSva0KDIYDjA3EXd69R3CN2Wp/QyOo0ZPYWYp' +
  '3NXpJ700tKPgIplzo5wVd/69g7j+j8M66W7VNmDwaNs9mDc1p2+VVMsDhOsV/Au6E+E=';

/**
 * Microsoft's root key of COPP: for real drivers only. An emulated driver's chain ends in a root of its own (D-53).
 *
 * @example
 * ```ts
 * import { MICROSOFT_COPP_ROOT, readCoppCertificateChain, validateCoppCertificateChain } from 'softumd/player';
 *
 * function trust(certificate: Uint8Array): void {
 *   validateCoppCertificateChain(readCoppCertificateChain(certificate), MICROSOFT_COPP_ROOT);
 * }
 * ```
 */
export const MICROSOFT_COPP_ROOT: CoppPublicKey = {
  modulus: new Uint8Array(Buffer.from(published, 'base64')),
  exponent: new Uint8Array([1, 0, 1]),
};

function toNumbers(key: KeyObject): CoppPublicKey {
  const { n = '', e = '' } = (key.type === 'private' ? createPublicKey(key) : key).export({ format: 'jwk' });
  const [modulus, exponent] = [n, e].map((text) => new Uint8Array(Buffer.from(text, 'base64url'))) as [
    Uint8Array,
    Uint8Array,
  ];
  return { modulus, exponent };
}

function importKey(input: unknown): CoppPublicKey | undefined {
  try {
    if (input instanceof KeyObject) return toNumbers(input);
    if (typeof input === 'string') return toNumbers(createPublicKey(input));
    if (input instanceof Uint8Array) return toNumbers(createPublicKey(Buffer.from(input)));
  } catch {
    return undefined;
  }
  const { modulus, exponent } = (input ?? {}) as Partial<CoppPublicKey>;
  return modulus instanceof Uint8Array && exponent instanceof Uint8Array ? { modulus, exponent } : undefined;
}

/**
 * The trusted root as numbers.
 * @throws TypeError when it is no RSA key of 1024 bits with exponent 65537
 */
export function readTrustedRoot(input: CoppTrustedRoot): CoppPublicKey {
  const key = importKey(input);
  if (key?.modulus.length === 128 && Buffer.from(key.exponent).toString('hex') === '010001') return key;
  const received = key ? `one of ${key.modulus.length * 8} bits` : 'something else';
  throw new TypeError(`trustedRoot: expected an RSA-1024 public key, exponent 65537, received ${received}`);
}
