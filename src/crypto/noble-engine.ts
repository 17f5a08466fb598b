import type { KeyObject } from 'node:crypto';
import { cbc, cmac, ctr, ecb } from '@noble/ciphers/aes.js';
import { sha1 } from '@noble/hashes/legacy.js';
import { sha256, sha512 } from '@noble/hashes/sha2.js';
import { BigIntRsa } from './bigint-rsa.js';
import { decryptRuns } from './cbc-runs.js';
import { checkBytes } from './check.js';
import { BLOCK_BYTES, counterAfter } from './counter-block.js';
import { counterStream, type RunCtr } from './counter-stream.js';
import { inPieces } from './ctr-pieces.js';
import { checkBlocks } from './ecb-check.js';
import type { Digest } from './digest.js';
import type { CryptoEngine, OmacKey } from './engine.js';
import { secretBytes } from './secret-bytes.js';

/** Noble wipes the key that it expands. It answers with new memory, so it is given pieces. */
const runCtr: RunCtr = (key, counterBlock, input, output, runs) => {
  let at = 0;
  inPieces(input, output, runs, (piece) => {
    const block = counterAfter(counterBlock, at / BLOCK_BYTES, 'block');
    at += piece.length;
    return ctr(key, block).encrypt(piece);
  });
};

const hashes = { sha512, sha256, sha1 };

/** Noble wipes what it hashes with where it is asked to. */
const digest: Digest = (hash, data) => {
  const running = hashes[hash].create().update(data);
  const result = secretBytes(hashes[hash].outputLen);
  running.digestInto(result);
  running.destroy();
  return result;
};

/** Noble expands the key anew for each message. */
class NobleOmacKey implements OmacKey {
  readonly #key = secretBytes(16);
  #cleared = false;

  constructor(key: Uint8Array) {
    this.#key.set(key);
  }

  mac(data: Uint8Array): Uint8Array {
    checkBytes('data', data);
    if (this.#cleared) throw new Error('OmacKey: expected a key, received a call after clear()');
    return cmac(data, this.#key);
  }

  clear(): void {
    this.#cleared = true;
    this.#key.fill(0);
  }
}

class NobleEngine implements CryptoEngine {
  readonly name = 'noble';
  readonly digest = digest;
  readonly #rsa = new BigIntRsa();

  ctr: CryptoEngine['ctr'] = (key, counterBlock, carry = 'count') =>
    counterStream(runCtr, key, counterBlock, carry);

  ecbEncrypt(key: Uint8Array, data: Uint8Array): Uint8Array {
    checkBlocks(key, data);
    return ecb(key, { disablePadding: true }).encrypt(data);
  }

  ecbDecrypt(key: Uint8Array, data: Uint8Array): Uint8Array {
    checkBlocks(key, data);
    return ecb(key, { disablePadding: true }).decrypt(data);
  }

  cbcDecrypt: CryptoEngine['cbcDecrypt'] = (key, iv, input, output, runs) => {
    decryptRuns(key, iv, input, output, runs, () => {
      let chain = new Uint8Array(iv);
      return {
        update: (piece) => {
          const before = chain;
          chain = new Uint8Array(piece.subarray(piece.length - BLOCK_BYTES));
          return cbc(key, before, { disablePadding: true }).decrypt(piece);
        },
        end: () => undefined,
      };
    });
  };

  omac1(key: Uint8Array, data: Uint8Array): Uint8Array {
    checkBytes('key', key, 16);
    checkBytes('data', data);
    return cmac(data, key);
  }

  omacKey(key: Uint8Array): OmacKey {
    checkBytes('key', key, 16);
    return new NobleOmacKey(key);
  }

  rsaPrivate(key: KeyObject, block: Uint8Array): Uint8Array {
    return this.#rsa.private(key, block);
  }

  rsaPublic(key: KeyObject, block: Uint8Array): Uint8Array {
    return this.#rsa.public(key, block);
  }
}

/**
 * The primitives without OpenSSL: AES from @noble/ciphers, RSA on BigInt. The oracle that the fast engine is tested
 * against. Its RSA takes a time that depends on the key: not for keys that matter.
 */
export function nobleEngine(): CryptoEngine {
  return new NobleEngine();
}
