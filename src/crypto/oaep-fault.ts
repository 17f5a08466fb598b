import type { KeyObject } from 'node:crypto';
import { checkBytes } from './check.js';
import { labelHash, mgf1Mask, oaepHashBytes, type OaepHash } from './eme-oaep.js';
import type { CryptoEngine } from './engine.js';
import { RSA_BLOCK_BYTES } from './rsaes-oaep.js';
import { secretBytes } from './secret-bytes.js';

/** What one block of RSAES-OAEP is about. Of plaintext, seed and padding it tells no more than this. */
export type OaepFault =
  /** As a number it is not below the modulus: nothing encrypted it. */
  | { readonly kind: 'not-below-modulus' }
  /** OAEP, but with these hashes. */
  | { readonly kind: 'hash'; readonly labelHash: OaepHash; readonly mgf1Hash: OaepHash }
  /** OAEP, but with a label that is not empty. */
  | { readonly kind: 'label' }
  /** The right OAEP, but of a message of so many bytes. */
  | { readonly kind: 'message-length'; readonly bytes: number }
  /** The right OAEP, but for the first byte of the encoding, which is not 0. */
  | { readonly kind: 'first-byte' }
  /** The right OAEP, but for the zeros or the 01 byte before the message. */
  | { readonly kind: 'padding' }
  /** RSAES-PKCS1-v1_5 instead. */
  | { readonly kind: 'pkcs1-v1.5' }
  /** The bytes of the block are in reversed order: little-endian. `besides` is what else is wrong with them. */
  | { readonly kind: 'reversed'; readonly besides: OaepFault | null }
  /** Damaged, or encrypted for another key: nobody can tell these apart. */
  | { readonly kind: 'unknown' };

/** What would have been right. */
export interface ExpectedOaep {
  /** For the empty label and in MGF1 alike. */
  readonly hash: OaepHash;
  /** The message's only length. */
  readonly messageBytes: number;
}

const hashes: readonly OaepHash[] = ['sha512', 'sha256', 'sha1'];
const unknown: OaepFault = { kind: 'unknown' };

/** The fewest zeros before the 01 byte from which on a block with an unknown label hash is taken for OAEP: chance 2^-64. */
const tellingZeros = 8;

/** How long a message behind `at` is: behind zeros and a 01 byte; undefined where these are not there. */
function messageLength(data: Uint8Array, at: number, fewestZeros: number): number | undefined {
  let one = at;
  while (one < data.length && data[one] === 0) one += 1;
  return one - at >= fewestZeros && data[one] === 1 ? data.length - one - 1 : undefined;
}

const startsWith = (data: Uint8Array, start: Uint8Array) => start.every((byte, at) => data[at] === byte);

/** What an encoding with these hashes would have to do with EME-OAEP; undefined for nothing. */
function faultOfHashes(
  encoded: Uint8Array,
  hashed: { readonly labelHash: OaepHash; readonly mgf1Hash: OaepHash },
  expected: ExpectedOaep,
): OaepFault | null | undefined {
  const seedBytes = oaepHashBytes(hashed.labelHash);
  const work = secretBytes(encoded.length);
  try {
    work.set(encoded);
    const [seed, data] = [work.subarray(1, 1 + seedBytes), work.subarray(1 + seedBytes)];
    mgf1Mask(seed, data, hashed.mgf1Hash);
    mgf1Mask(data, seed, hashed.mgf1Hash);
    if (!startsWith(data, labelHash(hashed.labelHash)))
      return messageLength(data, seedBytes, tellingZeros) === undefined ? undefined : { kind: 'label' };
    if (hashed.labelHash !== expected.hash || hashed.mgf1Hash !== expected.hash)
      return { kind: 'hash', ...hashed };
    if (encoded[0] !== 0) return { kind: 'first-byte' };
    const bytes = messageLength(data, seedBytes, 0);
    if (bytes === undefined) return { kind: 'padding' };
    return bytes === expected.messageBytes ? null : { kind: 'message-length', bytes };
  } finally {
    work.fill(0);
  }
}

/**
 * RSAES-PKCS1-v1_5 of a message of the expected length: 00 02, bytes that are not 0, 00. Of another length it would be
 * taken for that too often by chance.
 */
function isPkcs1(encoded: Uint8Array, messageBytes: number): boolean {
  const zero = encoded.length - messageBytes - 1;
  return encoded[0] === 0 && encoded[1] === 2 && encoded.indexOf(0, 2) === zero;
}

/** What is wrong with an encoding; null for nothing. */
function faultOfEncoding(encoded: Uint8Array, expected: ExpectedOaep): OaepFault | null {
  for (const label of hashes)
    for (const mgf1 of hashes) {
      const fault = faultOfHashes(encoded, { labelHash: label, mgf1Hash: mgf1 }, expected);
      if (fault !== undefined) return fault;
    }
  return isPkcs1(encoded, expected.messageBytes) ? { kind: 'pkcs1-v1.5' } : unknown;
}

/** The same of a block, its bytes taken as they are. */
function faultOfBlock(
  engine: CryptoEngine,
  privateKey: KeyObject,
  block: Uint8Array,
  expected: ExpectedOaep,
): OaepFault | null {
  let encoded: Uint8Array;
  try {
    encoded = engine.rsaPrivate(privateKey, block);
  } catch (error) {
    if (error instanceof RangeError) return { kind: 'not-below-modulus' };
    throw error;
  }
  try {
    return faultOfEncoding(encoded, expected);
  } finally {
    encoded.fill(0);
  }
}

const tellsNothing = (fault: OaepFault | null) =>
  fault?.kind === 'unknown' || fault?.kind === 'not-below-modulus';

/**
 * What is wrong with a block that was refused, for a test that asks (D-03). The work differs from block to block: whoever
 * may not learn what is wrong may not call it, nor wait for it. What was decrypted is overwritten.
 * @param block 256 bytes, big-endian (D-01)
 * @returns `unknown` for a block in which nothing is wrong, too
 * @throws TypeError when an argument has another type or the key is not a private RSA key
 * @throws RangeError when the block has another size or the key is not RSA-2048
 */
export function findOaepFault(
  engine: CryptoEngine,
  privateKey: KeyObject,
  block: Uint8Array,
  expected: ExpectedOaep,
): OaepFault {
  checkBytes('block', block, RSA_BLOCK_BYTES);
  const fault = faultOfBlock(engine, privateKey, block, expected);
  if (!tellsNothing(fault)) return fault ?? unknown;
  const besides = faultOfBlock(engine, privateKey, new Uint8Array(block).reverse(), expected);
  return tellsNothing(besides) ? fault : { kind: 'reversed', besides };
}
