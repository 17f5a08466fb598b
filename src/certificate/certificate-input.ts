import { X509Certificate } from 'node:crypto';
import { readCertificateContainer } from './container.js';
import { CertificateFormatError } from './format-error.js';

/**
 * One certificate or more: as an object, as PEM text (or its bytes), or as bytes of any container.
 *
 * @example
 * ```ts
 * import { readFileSync } from 'node:fs';
 * import type { CertificateInput } from 'softumd/player';
 *
 * const roots: CertificateInput[] = [readFileSync('root.pem'), readFileSync('root.pem', 'utf8')];
 * ```
 */
export type CertificateInput = X509Certificate | string | Uint8Array;

const BEGIN = '-----BEGIN CERTIFICATE-----';
const END = '-----END CERTIFICATE-----';

/** True for DER, which starts with a SEQUENCE; PEM is text, where that byte is the digit 0. */
export function isDer(bytes: Uint8Array): boolean {
  return bytes[0] === 0x30;
}

/** The certificates between BEGIN and END lines; text around them is passed over. */
function readPem(text: string): X509Certificate[] {
  const certificates: X509Certificate[] = [];
  for (let at = text.indexOf(BEGIN); at >= 0; at = text.indexOf(BEGIN, at + 1)) {
    const end = text.indexOf(END, at);
    if (end < 0)
      throw new CertificateFormatError('an END CERTIFICATE line', text.length, 'the end of the text');
    try {
      certificates.push(new X509Certificate(text.slice(at, end + END.length)));
    } catch (error) {
      throw new CertificateFormatError(
        'a PEM certificate',
        at,
        `one that cannot be read (${(error as Error).message})`,
      );
    }
  }
  if (certificates.length > 0) return certificates;
  throw new CertificateFormatError('a BEGIN CERTIFICATE line', 0, 'text without one');
}

/**
 * The certificates in an argument, in the order in which they stand.
 * @throws TypeError naming `argument` when it has another type
 * @throws CertificateFormatError when it holds no certificate
 */
export function readCertificates(argument: string, input: unknown): X509Certificate[] {
  if (input instanceof X509Certificate) return [input];
  if (typeof input === 'string') return readPem(input);
  if (input instanceof Uint8Array) {
    return isDer(input) || input.length === 0
      ? readCertificateContainer(input)
      : readPem(Buffer.from(input).toString('latin1'));
  }
  const received = input === null ? 'null' : typeof input;
  throw new TypeError(
    `${argument}: expected an X509Certificate, PEM text, or PEM or DER bytes, received ${received}`,
  );
}
