import type { KeyObject } from 'node:crypto';
import {
  type CryptoEngine,
  type OaepHash,
  oaepHashBytes,
  type RandomSource,
  rsaesOaepEncrypt,
} from '../crypto/index.js';
import { secretBytes } from '../crypto/secret-bytes.js';
import { OPM_INIT_PLAINTEXT } from '../ddi/opm/index.js';
import type { CoppStart } from './copp-start-message.js';

/**
 * Makes OPM_ENCRYPTED_INITIALIZATION_PARAMETERS under OPM semantics: RSAES-OAEP of exactly the 40 bytes, big-endian, with
 * an empty label and one hash for label and MGF1 (OPM-4 to OPM-7, D-01).
 * @param driverKey of the leaf, RSA-2048
 * @param random gives the OAEP seed
 * @returns 256 bytes
 */
export function makeOpmStartMessage(
  engine: CryptoEngine,
  driverKey: KeyObject,
  { driverRandom, key, statusSequence, commandSequence }: CoppStart,
  hash: OaepHash,
  random: RandomSource,
): Uint8Array {
  const plaintext = secretBytes(OPM_INIT_PLAINTEXT.bytes);
  const view = new DataView(plaintext.buffer);
  const at = OPM_INIT_PLAINTEXT.offset;
  plaintext.set(driverRandom, at.rnRandomNumber);
  plaintext.set(key, at.SigningKey);
  view.setUint32(at.ulStatusSequenceStart, statusSequence, true);
  view.setUint32(at.ulCommandSequenceStart, commandSequence, true);
  try {
    return rsaesOaepEncrypt(engine, driverKey, plaintext, random.bytes(oaepHashBytes(hash)), hash);
  } finally {
    plaintext.fill(0);
  }
}
