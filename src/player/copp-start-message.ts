import type { KeyObject } from 'node:crypto';
import type { CryptoEngine, RandomSource } from '../crypto/index.js';
import { secretBytes } from '../crypto/secret-bytes.js';
import { AMCOPPSignature, COPP_SEQUENCE_PLAINTEXT } from '../ddi/copp/index.js';

/**
 * What follows the 40 bytes of the start message (COPP-7): zeros, as the driver's documents have it, or the PKCS#1 v1.5
 * padding that the application's page makes with CryptEncrypt. Drivers take either.
 *
 * @example
 * ```ts
 * import type { CoppStartPadding } from 'softumd/player';
 *
 * const paddings: readonly CoppStartPadding[] = ['zeros', 'pkcs1'];
 * ```
 */
export type CoppStartPadding = 'zeros' | 'pkcs1';

const BLOCK_BYTES = AMCOPPSignature.bytes;
const PAYLOAD_BYTES = COPP_SEQUENCE_PLAINTEXT.bytes;
/** 00 02 before the padding string, 00 behind it (RFC 8017 §7.2.1). */
const PADDING_BYTES = BLOCK_BYTES - PAYLOAD_BYTES - 3;

/** Random bytes without a zero. A source that gives nothing else is no source. */
function nonZeroBytes(random: RandomSource, bytes: number): Uint8Array {
  const result = random.bytes(bytes);
  for (let at = 0; at < bytes; at += 1) {
    for (let attempts = 0; result[at] === 0; attempts += 1) {
      if (attempts === 100) throw new RangeError('random: expected bytes at random, received zeros');
      result[at] = random.bytes(1)[0]!;
    }
  }
  return result;
}

/** What goes into the start message (COPP-4). */
export interface CoppStart {
  /** 16 bytes, as KeyExchange returned them. */
  readonly driverRandom: Uint8Array;
  /** KDI, 16 bytes. */
  readonly key: Uint8Array;
  readonly statusSequence: number;
  readonly commandSequence: number;
}

/**
 * Makes AMCOPPSignature: the 40 bytes under the bare RSA operation, little-endian in and out (COPP-8, D-07).
 * @param driverKey of the leaf, RSA-2048
 * @returns 256 bytes
 * @throws TypeError when the padding is another
 */
export function makeStartMessage(
  engine: CryptoEngine,
  driverKey: KeyObject,
  { driverRandom, key, statusSequence, commandSequence }: CoppStart,
  padding: CoppStartPadding,
  random: RandomSource,
): Uint8Array {
  if (!['zeros', 'pkcs1'].includes(padding))
    throw new TypeError(`padding: expected 'zeros' or 'pkcs1', received '${padding}'`);
  const block = secretBytes(BLOCK_BYTES);
  const view = new DataView(block.buffer);
  const at = COPP_SEQUENCE_PLAINTEXT.offset;
  block.set(driverRandom, at.rGraphicsDriver);
  block.set(key, at.kKDI);
  view.setUint32(at.dwStatusSequenceStart, statusSequence, true);
  view.setUint32(at.dwCommandSequenceStart, commandSequence, true);
  if (padding === 'pkcs1') {
    // Little-endian, so that what PKCS#1 puts in front lies behind: payload, 00, padding string reversed, 02, 00.
    block.set(nonZeroBytes(random, PADDING_BYTES).reverse(), PAYLOAD_BYTES + 1);
    block[BLOCK_BYTES - 2] = 2;
  }
  try {
    return new Uint8Array(engine.rsaPublic(driverKey, block.reverse())).reverse();
  } finally {
    block.fill(0);
  }
}
