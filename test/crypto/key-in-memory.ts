import { expect } from '@jest/globals';
import { unsafe } from '@noble/ciphers/aes.js';
import { type ChildProcess, fork } from 'node:child_process';
import { createPrivateKey, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { emeOaepEncode, opensslEngine, rsaesOaepEncrypt } from 'softumd/crypto';
import { leaf, pem } from '../certificate/test-chain.js';
import { occurrences } from '../support/process-memory.js';
import { toHex } from './fixtures.js';

/** The expanded key, round after round, 16 bytes each (FIPS 197 §5.2). */
export function roundKeys(key: Uint8Array): Uint8Array {
  return new Uint8Array(unsafe.expandKeyLE(key).buffer);
}

/** An opened block modulo one of the two primes, as BigInt writes it: half of what RSA by that means computes. */
function halfAsText(block: Uint8Array): string {
  const { q = '' } = createPrivateKey(pem.leafKey).export({ format: 'jwk' });
  return (BigInt(`0x${toHex(block)}`) % BigInt(`0x${toHex(Buffer.from(q, 'base64url'))}`)).toString(16);
}

/** A key, and what careless code could leave of it. Halves as well: of a copy that was given back some may be left. */
function secrets(key: Uint8Array, seed: Uint8Array) {
  const rounds = roundKeys(key);
  const inverse = new Uint8Array(unsafe.expandKeyDecLE(key).buffer);
  const block = emeOaepEncode(key, seed, { hash: 'sha512' });
  const opened = block.subarray(200, 232);
  const text = (letters: string) => new Uint8Array(Buffer.from(letters, 'latin1'));
  const reversed = (bytes: Uint8Array) => new Uint8Array(bytes).reverse();
  return {
    key,
    'first half of the key': key.subarray(0, 8),
    'second half of the key': key.subarray(8),
    'key as text': text(toHex(key)),
    'key in reverse': reversed(key),
    'second round key': rounds.subarray(16, 32),
    'last round key': rounds.subarray(160, 176),
    'second round key for decryption': inverse.subarray(16, 32),
    'end of the padding, and the key': new Uint8Array([0, 0, 0, 0, 0, 0, 0, 1, ...key.subarray(0, 8)]),
    'OAEP seed': seed.subarray(0, 32),
    'opened block': opened,
    'opened block as text': text(toHex(opened)),
    'half of the opened block as text': text(halfAsText(block).slice(100, 132)),
    'opened block as a number, little-endian': reversed(opened),
  };
}

type Counts = Readonly<Record<string, number>>;

async function said(child: ChildProcess, word: string): Promise<void> {
  const [answer] = (await once(child, 'message', { signal: AbortSignal.timeout(30_000) })) as unknown[];
  expect(answer).toBe(word);
}

/** How often each secret lies in a process. What the process does keep must be found there, or nothing was read. */
function found(
  child: ChildProcess,
  patterns: Readonly<Record<string, Uint8Array>>,
  kept: Uint8Array,
): Counts {
  const { kept: controls, ...counts } = occurrences(child.pid!, { ...patterns, kept });
  expect(controls).toBeGreaterThan(0);
  return counts;
}

/**
 * Runs a script that opens a key buffer and never learns its key otherwise, and looks for the key from outside: once
 * the script says `keyed`, and again when it was told to go on and says `wiped`. It must not end then.
 * @param script gets an engine's name of `engines`, and the key buffer in hexadecimal
 */
export async function lookForKey(
  script: URL,
  engine: string,
): Promise<{ readonly living: Counts; readonly afterwards: Counts }> {
  const [key, seed] = [new Uint8Array(randomBytes(16)), new Uint8Array(randomBytes(64))];
  const patterns = secrets(key, seed);
  const keyBuffer = rsaesOaepEncrypt(opensslEngine(), leaf.publicKey, key, seed, 'sha512');
  const child = fork(fileURLToPath(script), [engine, toHex(keyBuffer)], { execArgv: [] });
  try {
    await said(child, 'keyed');
    const living = found(child, patterns, keyBuffer);
    child.send('go on');
    await said(child, 'wiped');
    return { living, afterwards: found(child, patterns, keyBuffer) };
  } finally {
    child.kill('SIGKILL');
  }
}

/** The secrets of which there is any, and how often: of a key that lies in one place, the key and its halves. */
export function present(counts: Counts): Counts {
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
}

export const ONE_COPY: Counts = { key: 1, 'first half of the key': 1, 'second half of the key': 1 };
