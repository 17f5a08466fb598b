import type { KeyObject } from 'node:crypto';
import type { Digest } from './digest.js';
import type { Run } from './runs.js';

/** How a counter block goes on after Count = 2^64 - 1 (D-22): Count wraps alone, or carries into IV. */
export type CounterCarry = 'count' | 'block';

/** A running AES-CTR key stream. It reads its key at each call and keeps no copy: there is nothing to end or to wipe. */
export interface CtrStream {
  /**
   * Applies the next `input.length` bytes of the key stream: output = input XOR key stream. The stream goes on
   * where the last call stopped, inside a block too. `output` has input's length and may be the same bytes.
   */
  apply(input: Uint8Array, output: Uint8Array): void;

  /**
   * The same for runs of both, one after another: the key stream stands still over what lies between them, which is left
   * as it is. One call for a thousand rows costs far less than a thousand calls.
   * @throws RangeError when a run does not lie within `input`
   */
  applyRuns(input: Uint8Array, output: Uint8Array, runs: readonly Run[]): void;
}

/**
 * A key of OMAC-1 that is set up once for many messages. It keeps what it needs of the key until `clear`, so the bytes
 * that it was made of can be overwritten at once.
 */
export interface OmacKey {
  /**
   * OMAC-1 of `data`: 16 bytes.
   * @throws Error after `clear`
   */
  mac(data: Uint8Array): Uint8Array;

  /** Overwrites key, round keys and subkeys. A second call does nothing. */
  clear(): void;
}

/**
 * The primitives that a driver of this DDI needs. No protocol knowledge. No call but `omacKey` leaves a copy of a key
 * behind, as far as JavaScript can promise that (README).
 */
export interface CryptoEngine {
  readonly name: 'noble' | 'openssl';

  /**
   * Starts an AES-128-CTR key stream.
   * @param key 16 bytes; the caller's, and left as it is until the last call of `apply`
   * @param counterBlock 16 bytes: IV, then Count, both big-endian 64-bit (D3D11_1DDI_AES_CTR_IV in memory order, IV-2)
   * @param carry D-22; 'count' unless told otherwise
   */
  ctr(key: Uint8Array, counterBlock: Uint8Array, carry?: CounterCarry): CtrStream;

  /** AES-128-ECB without padding; `data` is a multiple of 16 bytes. Returns as many bytes. */
  ecbEncrypt(key: Uint8Array, data: Uint8Array): Uint8Array;
  ecbDecrypt(key: Uint8Array, data: Uint8Array): Uint8Array;

  /** SHA-512, SHA-256, SHA-1, for EME-OAEP. */
  readonly digest: Digest;

  /**
   * AES-128-CBC without padding, decrypted: one chain over runs of whole blocks, one after another, which may lie apart;
   * what lies between them is left as it is. `output` has input's length and may be the same bytes.
   * @param iv 16 bytes
   * @throws RangeError when a run does not lie within `input`, or is no multiple of 16 bytes
   */
  cbcDecrypt(
    key: Uint8Array,
    iv: Uint8Array,
    input: Uint8Array,
    output: Uint8Array,
    runs: readonly Run[],
  ): void;

  /** OMAC-1 (AES-128-CMAC, RFC 4493) of `data`: 16 bytes. */
  omac1(key: Uint8Array, data: Uint8Array): Uint8Array;

  /**
   * The same for many messages under one key: a session's. Somebody has to call its `clear`.
   * @param key 16 bytes
   */
  omacKey(key: Uint8Array): OmacKey;

  /**
   * The bare RSA private operation (no padding), big-endian.
   * @param block as many bytes as the modulus, and below it as a number
   * @returns as many bytes as the modulus
   * @throws RangeError when the block has another size or is not below the modulus
   * @throws TypeError when the key is not a private RSA key, or has more than two primes and the engine cannot use them
   */
  rsaPrivate(key: KeyObject, block: Uint8Array): Uint8Array;

  /** The bare RSA public operation, under the same rules. */
  rsaPublic(key: KeyObject, block: Uint8Array): Uint8Array;
}
