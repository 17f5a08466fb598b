import { checkBytes } from './check.js';
import { opensslDigest, type Digest, type OaepHash } from './digest.js';
import { secretBytes } from './secret-bytes.js';

export type { OaepHash } from './digest.js';

/** What decoding gave. `message` has the length that was asked for, zeros when `valid` is false; the caller wipes it. */
export interface OaepResult {
  readonly valid: boolean;
  readonly message: Uint8Array;
}

const digestBytes: Readonly<Record<OaepHash, number>> = { sha512: 64, sha256: 32, sha1: 20 };

/** Bytes of the hash's digest, and so of the seed: 64, 32 or 20. */
export function oaepHashBytes(hash: OaepHash): number {
  if (!Object.hasOwn(digestBytes, hash)) {
    throw new TypeError(`hash: expected 'sha512', 'sha256' or 'sha1', received '${hash as string}'`);
  }
  return digestBytes[hash];
}

const emptyLabel = new Uint8Array(0);
const emptyLabelHashes: Readonly<Record<OaepHash, Uint8Array>> = {
  sha512: opensslDigest('sha512', emptyLabel),
  sha256: opensslDigest('sha256', emptyLabel),
  sha1: opensslDigest('sha1', emptyLabel),
};

/** The hash of the empty label: public, the same for everybody, and not to be written to. */
export const labelHash = (hash: OaepHash): Uint8Array => emptyLabelHashes[hash];

/** XORs MGF1(seed) (RFC 8017 B.2.1) over all of `target`, in place. */
export function mgf1Mask(
  target: Uint8Array,
  seed: Uint8Array,
  hash: OaepHash,
  digestOf: Digest = opensslDigest,
): void {
  const counted = secretBytes(seed.length + 4);
  counted.set(seed);
  const counter = new DataView(counted.buffer, seed.length);
  for (let at = 0, i = 0; at < target.length; i++) {
    counter.setUint32(0, i);
    const digest = digestOf(hash, counted);
    for (let j = 0; j < digest.length && at < target.length; j++, at++) target[at]! ^= digest[j]!;
    digest.fill(0);
  }
  counted.fill(0);
}

/**
 * EME-OAEP encoding (RFC 8017 §7.1.1, step 2) with an empty label. Node's publicEncrypt takes no seed; golden values need one.
 * @param message at most `bytes` - 2 × hash length - 2 bytes (126 for RSA-2048 with SHA-512)
 * @param seed as many bytes as the hash gives: 64, 32 or 20
 * @param options.bytes the modulus' length; 256 unless told otherwise
 * @param options.digest OpenSSL's unless told otherwise
 * @returns `bytes` bytes, the first of them 0
 * @throws TypeError when an argument has another type
 * @throws RangeError when the seed has another length or the message does not fit
 */
export function emeOaepEncode(
  message: Uint8Array,
  seed: Uint8Array,
  { hash, bytes = 256, digest }: { hash: OaepHash; bytes?: number; digest?: Digest },
): Uint8Array {
  const hashBytes = oaepHashBytes(hash);
  checkBytes('message', message);
  checkBytes('seed', seed, hashBytes);
  const most = bytes - 2 * hashBytes - 2;
  if (!(message.length <= most)) {
    throw new RangeError(
      `message: expected at most ${most} bytes (${hash}, ${bytes}), received ${message.length}`,
    );
  }
  const encoded = secretBytes(bytes);
  const maskedSeed = encoded.subarray(1, 1 + hashBytes);
  const block = encoded.subarray(1 + hashBytes);
  block.set(labelHash(hash));
  block[block.length - message.length - 1] = 1;
  block.set(message, block.length - message.length);
  mgf1Mask(block, seed, hash, digest);
  maskedSeed.set(seed);
  mgf1Mask(maskedSeed, block, hash, digest);
  return encoded;
}

/**
 * EME-OAEP decoding (RFC 8017 §7.1.2, step 3) of a message whose length is known. The same work is done whatever is
 * wrong (D-03): both masks are always computed, faults are collected with OR, nothing branches on the bytes. As
 * the length is known, the place of the 01 byte is too: a message of another length is one more fault (D-02).
 * @param encoded as many bytes as the modulus, 256 for RSA-2048; left as it is
 * @param options.messageBytes the one length that is accepted
 * @param options.digest OpenSSL's unless told otherwise
 * @throws TypeError when an argument has another type
 * @throws RangeError when `encoded` has no room for the hash and such a message
 */
export function emeOaepDecode(
  encoded: Uint8Array,
  { hash, messageBytes, digest }: { hash: OaepHash; messageBytes: number; digest?: Digest },
): OaepResult {
  const hashBytes = oaepHashBytes(hash);
  checkBytes('encoded', encoded);
  checkRoom('messageBytes', messageBytes, encoded, hash);
  const { work, block } = unmasked(encoded, hashBytes, hash, digest);
  const keep = keepMask(work[0]! | blockFaults(block, labelHash(hash), messageBytes));
  const message = secretBytes(messageBytes);
  for (let i = 0; i < messageBytes; i++) message[i] = block[block.length - messageBytes + i]! & keep;
  work.fill(0);
  return { valid: keep !== 0, message };
}

/**
 * The same for a message of at least so many bytes, of which the first are given (OPM-8). The place of the 01 byte is
 * looked for without a branch on what lies there, and the whole block is walked whatever is wrong (D-03).
 * @param options.leastBytes bytes that the message has at least, and that are given
 * @throws as {@link emeOaepDecode}
 */
export function emeOaepDecodeAtLeast(
  encoded: Uint8Array,
  { hash, leastBytes, digest }: { hash: OaepHash; leastBytes: number; digest?: Digest },
): OaepResult {
  const hashBytes = oaepHashBytes(hash);
  checkBytes('encoded', encoded);
  checkRoom('leastBytes', leastBytes, encoded, hash);
  const { work, block } = unmasked(encoded, hashBytes, hash, digest);
  const emptyLabel = labelHash(hash);
  let faults = work[0]!;
  for (let i = 0; i < hashBytes; i++) faults |= block[i]! ^ emptyLabel[i]!;
  let [isBefore, one] = [0xff, 0]; // 0xff until the first byte that is not 0; where that lies
  for (let i = hashBytes; i < block.length; i++) {
    const isFirst = isBefore & (keepMask(block[i]!) ^ 0xff);
    faults |= isFirst & (block[i]! ^ 1);
    one += i & -(isFirst & 1);
    isBefore &= ~isFirst;
  }
  const last = block.length - leastBytes - 1; // the last place of the 01 byte that leaves so many behind it
  const isLate = ((last - one) >> 31) & 0xff;
  const keep = keepMask((faults | isBefore | isLate) & 0xff);
  const from = Math.min(one, last) + 1;
  const message = secretBytes(leastBytes);
  for (let i = 0; i < leastBytes; i++) message[i] = block[from + i]! & keep;
  work.fill(0);
  return { valid: keep !== 0, message };
}

/** Whether a padded block has room for a message of so many bytes. */
function checkRoom(name: string, bytes: number, encoded: Uint8Array, hash: OaepHash): void {
  const most = encoded.length - 2 * oaepHashBytes(hash) - 2;
  if (!Number.isInteger(bytes) || bytes < 0 || bytes > most)
    throw new RangeError(`${name}: expected 0 to ${most} (${hash}, ${encoded.length}), received ${bytes}`);
}

/** A copy without its masks; `block` is what follows the seed in it. The caller wipes `work`. */
function unmasked(
  encoded: Uint8Array,
  hashBytes: number,
  hash: OaepHash,
  digest?: Digest,
): { readonly work: Uint8Array; readonly block: Uint8Array } {
  const work = secretBytes(encoded.length);
  work.set(encoded);
  const seed = work.subarray(1, 1 + hashBytes);
  const block = work.subarray(1 + hashBytes);
  mgf1Mask(seed, block, hash, digest);
  mgf1Mask(block, seed, hash, digest);
  return { work, block };
}

/** OR of every bit of lHash || 00…00 || 01 that is not as it must be: 0 when all are right, up to 255. */
function blockFaults(block: Uint8Array, emptyLabel: Uint8Array, messageBytes: number): number {
  const one = block.length - messageBytes - 1;
  let faults = block[one]! ^ 1;
  for (let i = 0; i < emptyLabel.length; i++) faults |= block[i]! ^ emptyLabel[i]!;
  for (let i = emptyLabel.length; i < one; i++) faults |= block[i]!;
  return faults;
}

/** 0xFF for no fault, 0 for any (1 to 255), without a branch. */
function keepMask(faults: number): number {
  return ((faults - 1) >> 31) & 0xff;
}
