import type { CoppPublicKey } from './certificate.js';

/**
 * A key as CryptoAPI imports it (CryptImportKey; CERT-15): BLOBHEADER of a public key for RSA key exchange, "RSA1",
 * 2048 bits, exponent and modulus little-endian, the modulus filled with zeros to 256 bytes.
 * @returns 276 bytes
 * @throws RangeError when the modulus has more than 256 bytes or the exponent more than 4
 *
 * @example
 * ```ts
 * import { coppKeyBlob, readCoppCertificateChain } from 'softumd/player';
 *
 * function forCryptoApi(certificate: Uint8Array): Uint8Array {
 *   return coppKeyBlob(readCoppCertificateChain(certificate).driver.publicKey); // validate the chain first
 * }
 * ```
 */
export function coppKeyBlob({ modulus, exponent }: CoppPublicKey): Uint8Array {
  const expect = (name: string, number: Uint8Array, most: number) => {
    if (number.length > most)
      throw new RangeError(`${name}: expected at most ${most} bytes, received ${number.length}`);
  };
  expect('modulus', modulus, 256);
  expect('exponent', exponent, 4);
  const blob = new Uint8Array(276);
  const view = new DataView(blob.buffer);
  blob.set([6, 2]); // PUBLICKEYBLOB, CUR_BLOB_VERSION
  view.setUint32(4, 0xa400, true); // CALG_RSA_KEYX
  view.setUint32(8, 0x31415352, true); // "RSA1"
  view.setUint32(12, 2048, true);
  blob.set(new Uint8Array(exponent).reverse(), 16);
  blob.set(new Uint8Array(modulus).reverse(), 20);
  return blob;
}
