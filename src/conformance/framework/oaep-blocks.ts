import type { KeyObject } from 'node:crypto';
import { createHash } from 'node:crypto';
import { mgf1Mask } from '../../crypto/eme-oaep.js';
import type { OaepHash } from '../../crypto/index.js';
import { oaepHashBytes, opensslEngine, RSA_BLOCK_BYTES } from '../../crypto/index.js';

/**
 * What EME-OAEP masks (RFC 8017 §7.1.1, step 2), part by part; a flaw writes into them. With SHA-512 and a key of 16 bytes
 * they are 64, 110, 1 and 16 bytes.
 * @example
 * const flaw: OaepFlaw = ({ padding }) => { padding[0] = 2; };
 */
export interface OaepParts {
  /** The byte in front, which nothing masks: 0. */
  readonly firstByte: Uint8Array;
  /** The hash of the label, which is empty. */
  readonly labelHash: Uint8Array;
  /** The zeros between the hash and the separator. */
  readonly padding: Uint8Array;
  /** 01, between padding and message. */
  readonly separator: Uint8Array;
  readonly message: Uint8Array;
}

/**
 * Makes an OAEP block wrong, in place, before it is masked: what comes of it is wrong there and nowhere else.
 * @example
 * const secondLabel: OaepFlaw = ({ labelHash }) => { labelHash[0]! ^= 1; };
 */
export type OaepFlaw = (parts: OaepParts) => void;

/** The hash that stands in a block for a label: 64, 32 or 20 bytes. */
export function labelHashOf(label: Uint8Array, hash: OaepHash): Uint8Array {
  return new Uint8Array(createHash(hash).update(label).digest());
}

function partsOf(encoded: Uint8Array, hashBytes: number, messageBytes: number): OaepParts {
  const block = encoded.subarray(1 + hashBytes);
  const separatorAt = block.length - messageBytes - 1;
  return {
    firstByte: encoded.subarray(0, 1),
    labelHash: block.subarray(0, hashBytes),
    padding: block.subarray(hashBytes, separatorAt),
    separator: block.subarray(separatorAt, separatorAt + 1),
    message: block.subarray(separatorAt + 1),
  };
}

/**
 * A key buffer that is masked and encrypted as it should be, whatever the flaw made of what is inside.
 * @param publicKey RSA-2048: that of the driver's certificate
 * @param message at most 126 bytes with SHA-512, 190 with SHA-256, 214 with SHA-1
 * @param seed as many bytes as the hash gives: 64, 32 or 20
 * @returns 256 bytes, big-endian (D-01)
 * @throws RangeError when the flaw makes a number that is not below the modulus
 */
export function flawedKeyBuffer(
  publicKey: KeyObject,
  { message, seed, hash }: { message: Uint8Array; seed: Uint8Array; hash: OaepHash },
  flaw: OaepFlaw,
): Uint8Array {
  const hashBytes = oaepHashBytes(hash);
  const encoded = new Uint8Array(RSA_BLOCK_BYTES);
  const parts = partsOf(encoded, hashBytes, message.length);
  parts.labelHash.set(labelHashOf(new Uint8Array(), hash));
  parts.separator[0] = 1;
  parts.message.set(message);
  flaw(parts);
  const maskedSeed = encoded.subarray(1, 1 + hashBytes);
  const block = encoded.subarray(1 + hashBytes);
  mgf1Mask(block, seed, hash);
  maskedSeed.set(seed);
  mgf1Mask(maskedSeed, block, hash);
  return opensslEngine().rsaPublic(publicKey, encoded);
}
