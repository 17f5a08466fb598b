import type { KeyObject } from 'node:crypto';
import { checkBytes } from './check.js';
import {
  emeOaepDecode,
  emeOaepDecodeAtLeast,
  emeOaepEncode,
  type OaepHash,
  type OaepResult,
} from './eme-oaep.js';
import type { CryptoEngine } from './engine.js';

/** Bytes of an RSA-2048 block: the key buffer of this DDI (D-01). */
export const RSA_BLOCK_BYTES = 256;

/** A private operation that always runs: on the block, or where that is no number below the modulus, on one that is. */
function privateAlways(
  engine: CryptoEngine,
  key: KeyObject,
  block: Uint8Array,
): { encoded: Uint8Array; tooLarge: boolean } {
  try {
    return { encoded: engine.rsaPrivate(key, block), tooLarge: false };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  // The engine refuses before it computes, so this is still the one private operation. The modulus' top bit is set:
  // without its top byte every block is below it.
  const smaller = new Uint8Array(block); // not slice(): that of a Buffer shares memory
  smaller[0] = 0;
  return { encoded: engine.rsaPrivate(key, smaller), tooLarge: true };
}

/**
 * Opens an RSAES-OAEP block (RFC 8017 §7.1.2) with an empty label and a known message length. Whatever is wrong with
 * the block, the private operation and the same decoding run, and the answer has the same shape (D-03).
 * @param block 256 bytes, big-endian (D-01)
 * @param options.messageBytes the message's only accepted length: 16 for a session key (D-02)
 * @throws TypeError when an argument has another type or the key is not a private RSA key
 * @throws RangeError when the block has another size or the key is not RSA-2048
 */
export function rsaesOaepDecrypt(
  engine: CryptoEngine,
  privateKey: KeyObject,
  block: Uint8Array,
  { hash, messageBytes }: { hash: OaepHash; messageBytes: number },
): OaepResult {
  return opened(engine, privateKey, block, (encoded) =>
    emeOaepDecode(encoded, { hash, messageBytes, digest: engine.digest }),
  );
}

/**
 * The same for a message of at least `leastBytes` bytes, of which that many are given: what OPM's start message is (OPM-8).
 * @throws as {@link rsaesOaepDecrypt}
 */
export function rsaesOaepDecryptAtLeast(
  engine: CryptoEngine,
  privateKey: KeyObject,
  block: Uint8Array,
  { hash, leastBytes }: { hash: OaepHash; leastBytes: number },
): OaepResult {
  return opened(engine, privateKey, block, (encoded) =>
    emeOaepDecodeAtLeast(encoded, { hash, leastBytes, digest: engine.digest }),
  );
}

function opened(
  engine: CryptoEngine,
  privateKey: KeyObject,
  block: Uint8Array,
  decode: (encoded: Uint8Array) => OaepResult,
): OaepResult {
  checkBytes('block', block, RSA_BLOCK_BYTES);
  const { encoded, tooLarge } = privateAlways(engine, privateKey, block);
  // A first byte that is not 0 is a fault like another; this one makes the result invalid whatever came out.
  encoded[0]! |= Number(tooLarge);
  try {
    return decode(encoded);
  } finally {
    encoded.fill(0);
  }
}

/**
 * Makes an RSAES-OAEP block (RFC 8017 §7.1.1) with an empty label.
 * @param message at most 126 bytes with SHA-512, 190 with SHA-256, 214 with SHA-1
 * @param seed as many random bytes as the hash gives: 64, 32 or 20
 * @returns 256 bytes, big-endian (D-01)
 * @throws TypeError when an argument has another type or the key is not an RSA key
 * @throws RangeError when seed or message have a wrong length, or the key is not RSA-2048
 */
export function rsaesOaepEncrypt(
  engine: CryptoEngine,
  publicKey: KeyObject,
  message: Uint8Array,
  seed: Uint8Array,
  hash: OaepHash,
): Uint8Array {
  const encoded = emeOaepEncode(message, seed, { hash, digest: engine.digest });
  try {
    return engine.rsaPublic(publicKey, encoded);
  } finally {
    encoded.fill(0);
  }
}
