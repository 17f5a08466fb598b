import { hash as digestOf } from 'node:crypto';

/** The hash of an RSAES-OAEP scheme: for the (empty) label and in MGF1 alike (D-01). */
export type OaepHash = 'sha512' | 'sha256' | 'sha1';

/** Hashes `data`: 64, 32 or 20 bytes, the caller's to overwrite. */
export type Digest = (hash: OaepHash, data: Uint8Array) => Uint8Array;

/** By OpenSSL, in one call: an object for each block of MGF1 would cost more than its hash. */
export const opensslDigest: Digest = (hash, data) => digestOf(hash, data, 'buffer');
