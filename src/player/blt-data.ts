import { checkBytes, describeValue } from '../crypto/check.js';
import {
  type CounterCarry,
  type CryptoEngine,
  type CtrStream,
  opensslEngine,
  type RandomSource,
  systemRandom,
} from '../crypto/index.js';
import { type EncryptedBlockInfo, encryptedParts, type Part } from './encrypted-parts.js';

/**
 * What either end of a blt needs to run AES-128-CTR over a surface's bytes.
 *
 * @example
 * ```ts
 * import type { BltCipher } from 'softumd/player';
 * import { nobleEngine } from 'softumd/crypto';
 *
 * const blt: BltCipher = {
 *   sessionKey: new Uint8Array(16),
 *   iv: new Uint8Array(16),
 *   data: new Uint8Array(4096),
 *   engine: nobleEngine(),
 * };
 * ```
 */
export interface BltCipher {
  /** 16 bytes: the session key; to decrypt, the read-back key where the driver has one (`unwrapReadBackKey`). */
  readonly sessionKey: Uint8Array;
  /** 16 bytes: D3D11_AES_CTR_IV in memory order, IV then Count, both big-endian. */
  readonly iv: Uint8Array;
  /** Any number of bytes; left as they are. */
  readonly data: Uint8Array;
  /** OpenSSL's unless told otherwise. */
  readonly engine?: CryptoEngine;
  /** What Count does after 2^64 - 1 (D-22); 'count' unless told otherwise. */
  readonly carry?: CounterCarry;
}

function keyStream(blt: BltCipher, key: Uint8Array): CtrStream {
  checkBytes('sessionKey', blt.sessionKey, 16);
  checkBytes('iv', blt.iv, 16);
  checkBytes('data', blt.data);
  const engine = blt.engine ?? opensslEngine();
  return engine.ctr(key, blt.iv, blt.carry ?? 'count');
}

function applyToAll(stream: CtrStream, data: Uint8Array): Uint8Array {
  const output = new Uint8Array(data.length);
  stream.apply(data, output);
  return output;
}

/** Sends the encrypted parts through the key stream, which knows nothing of what lies between them (D-23). */
function applyToParts(stream: CtrStream, data: Uint8Array, parts: readonly Part[]): Uint8Array {
  const encrypted = Buffer.concat(parts.map(({ start, end }) => data.subarray(start, end)));
  stream.apply(encrypted, encrypted);
  const output = new Uint8Array(data);
  let at = 0;
  for (const { start, end } of parts) output.set(encrypted.subarray(at, (at += end - start)), start);
  return output;
}

/** Sends every byte through the key stream, and keeps what comes of the encrypted parts. */
function applyAcross(stream: CtrStream, data: Uint8Array, parts: readonly Part[]): Uint8Array {
  const whole = applyToAll(stream, data);
  const output = new Uint8Array(data);
  for (const { start, end } of parts) output.set(whole.subarray(start, end), start);
  return output;
}

/**
 * Content for DecryptionBlt, and how it is encrypted besides.
 *
 * @example
 * ```ts
 * import type { BltContent } from 'softumd/player';
 *
 * const blt: BltContent = {
 *   sessionKey: new Uint8Array(16),
 *   contentKey: new Uint8Array(16),
 *   iv: new Uint8Array(16),
 *   data: new Uint8Array(4096),
 *   blockInfo: { NumEncryptedBytesAtBeginning: 1024, NumBytesInSkipPattern: 0, NumBytesInEncryptPattern: 0 },
 * };
 * ```
 */
export interface BltContent extends BltCipher {
  /** 16 bytes, not wrapped, where the blt is given a content key: it takes the place of the session key (DB-5). */
  readonly contentKey?: Uint8Array;
  /** What DecryptionBlt is given, too; everything is encrypted where it is left out (EBI). */
  readonly blockInfo?: EncryptedBlockInfo;
  /** Over which bytes the key stream runs where some are clear (D-23); 'encrypted-only' unless told otherwise. */
  readonly partialKeystream?: 'encrypted-only' | 'whole-buffer';
}

function checkPartialKeystream(value: unknown): void {
  if (value === undefined || value === 'encrypted-only' || value === 'whole-buffer') return;
  const received = typeof value === 'string' ? `'${value}'` : describeValue(value);
  throw new TypeError(`partialKeystream: expected 'encrypted-only' or 'whole-buffer', received ${received}`);
}

/**
 * Encrypts a picture for DecryptionBlt, which the driver then decrypts onto a protected surface. With `blockInfo` a part
 * of it stays clear.
 * @returns as many bytes as `data`
 * @throws TypeError when an argument has another type, or `partialKeystream` is none of its words
 * @throws RangeError when key or IV have another length
 *
 * @example
 * ```ts
 * import { createIvSequence, encryptForDecryptionBlt } from 'softumd/player';
 *
 * const sessionKey = crypto.getRandomValues(new Uint8Array(16));
 * const iv = createIvSequence().next();
 * const data = encryptForDecryptionBlt({ sessionKey, iv, data: new Uint8Array(4096) });
 * ```
 */
export function encryptForDecryptionBlt(blt: BltContent): Uint8Array {
  const { sessionKey, contentKey, data, blockInfo, partialKeystream } = blt;
  if (contentKey) checkBytes('contentKey', contentKey, 16);
  checkPartialKeystream(partialKeystream);
  const stream = keyStream(blt, contentKey ?? sessionKey);
  if (!blockInfo) return applyToAll(stream, data);
  const parts = encryptedParts(data.length, blockInfo);
  return (partialKeystream === 'whole-buffer' ? applyAcross : applyToParts)(stream, data, parts);
}

/**
 * Decrypts what EncryptionBlt read back, with the IV that the driver wrote.
 * @returns as many bytes as `data`
 * @throws TypeError when an argument has another type
 * @throws RangeError when key or IV have another length
 *
 * @example
 * ```ts
 * import type { CryptoSession, Device, Resource } from 'softumd';
 * import { decryptFromEncryptionBlt } from 'softumd/player';
 *
 * function readBack(device: Device, session: CryptoSession, surface: Resource, sessionKey: Uint8Array): Uint8Array {
 *   const copy = device.createBuffer('staging', surface.bytes);
 *   const iv = device.videoContext.encryptionBlt(session, surface, copy);
 *   return decryptFromEncryptionBlt({ sessionKey, iv, data: copy.read() });
 * }
 * ```
 */
export function decryptFromEncryptionBlt(blt: BltCipher): Uint8Array {
  const stream = keyStream(blt, blt.sessionKey);
  return applyToAll(stream, blt.data);
}

/**
 * The IVs of one key, none of them twice.
 *
 * @example
 * ```ts
 * import { createIvSequence, type IvSequence } from 'softumd/player';
 *
 * const ivs: IvSequence = createIvSequence(); // one for each key
 * const [first, second] = [ivs.next(), ivs.next()];
 * ```
 */
export interface IvSequence {
  /** The next IV, 16 bytes in a fresh array: IV as big-endian u64, then Count, which is 0. */
  next(): Uint8Array;
}

/**
 * Starts a sequence of IVs as DB-8 has it and D-20 does it: the first one random with the top bit clear, then one
 * more each time, so that 2^63 calls pass before any IV comes round.
 * @param options.random where the first comes from (D-60); the system's unless told otherwise
 *
 * @example
 * ```ts
 * import { createIvSequence } from 'softumd/player';
 * import { seededRandom } from 'softumd/crypto';
 *
 * const ivs = createIvSequence({ random: seededRandom('a run that repeats itself') });
 * const iv = ivs.next(); // 16 bytes
 * ```
 */
export function createIvSequence({ random = systemRandom() }: { random?: RandomSource } = {}): IvSequence {
  const first = random.bytes(8);
  checkBytes('random', first, 8);
  let iv = new DataView(first.buffer, first.byteOffset).getBigUint64(0) & 0x7fff_ffff_ffff_ffffn;
  return {
    next() {
      const bytes = new Uint8Array(16);
      new DataView(bytes.buffer).setBigUint64(0, iv++); // setBigUint64 takes it modulo 2^64
      return bytes;
    },
  };
}
