import {
  constants,
  createCipheriv,
  createDecipheriv,
  privateDecrypt,
  publicEncrypt,
  type Cipher,
  type Decipher,
  type KeyObject,
} from 'node:crypto';
import { decryptRuns } from './cbc-runs.js';
import { checkBytes, checkRsaKey } from './check.js';
import { opensslDigest } from './digest.js';
import { counterStream, type RunCtr } from './counter-stream.js';
import { inPieces } from './ctr-pieces.js';
import type { CryptoEngine, OmacKey } from './engine.js';
import { evpFunctions } from './evp.js';
import { inPlaceCtr } from './in-place-ctr.js';
import { checkBlocks } from './ecb-check.js';
import { OmacKeyBySize } from './omac1-by-size.js';
import { checkRsaBlock, jwkBytes, publicJwk } from './rsa-key.js';

/** The bytes of a Buffer as what the interface promises: Buffer's own `slice` shares memory, Uint8Array's does not. */
function plain(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
}

/**
 * Node's own cipher. It answers with new memory, so it is given pieces. `final` gives no more bytes, here and below: it
 * lets OpenSSL overwrite the expanded key now, not when the garbage collector comes by.
 */
const runCipher: RunCtr = (key, counterBlock, input, output, runs) => {
  const cipher = createCipheriv('aes-128-ctr', key, counterBlock);
  inPieces(input, output, runs, (piece) => cipher.update(piece));
  cipher.final();
};

function fastestCtr(inPlace: boolean): RunCtr {
  const evp = inPlace ? evpFunctions() : undefined;
  return evp ? inPlaceCtr(evp) : runCipher;
}

/** Whole blocks through a cipher that has no state to go on with. */
function runBlocks(cipher: Cipher | Decipher, data: Uint8Array): Uint8Array {
  const result = plain(cipher.setAutoPadding(false).update(data));
  cipher.final();
  return result;
}

class OpensslEngine implements CryptoEngine {
  readonly name = 'openssl';
  readonly digest = opensslDigest;
  /** Moduli of the keys seen, to tell a block that is too large before OpenSSL does, in our words. */
  readonly #moduli = new WeakMap<KeyObject, Uint8Array>();

  /** Bound at the first use: a driver that never runs a blt need not look for C functions. */
  #run: RunCtr | undefined;

  constructor(private readonly inPlace: boolean) {}

  ctr: CryptoEngine['ctr'] = (key, counterBlock, carry = 'count') => {
    this.#run ??= fastestCtr(this.inPlace);
    return counterStream(this.#run, key, counterBlock, carry);
  };

  ecbEncrypt(key: Uint8Array, data: Uint8Array): Uint8Array {
    checkBlocks(key, data);
    return runBlocks(createCipheriv('aes-128-ecb', key, null), data);
  }

  ecbDecrypt(key: Uint8Array, data: Uint8Array): Uint8Array {
    checkBlocks(key, data);
    return runBlocks(createDecipheriv('aes-128-ecb', key, null), data);
  }

  cbcDecrypt: CryptoEngine['cbcDecrypt'] = (key, iv, input, output, runs) => {
    decryptRuns(key, iv, input, output, runs, () => {
      const decipher = createDecipheriv('aes-128-cbc', key, iv).setAutoPadding(false);
      return {
        update: (piece) => decipher.update(piece),
        end: () => {
          decipher.final(); // overwrites the expanded key
        },
      };
    });
  };

  omac1(key: Uint8Array, data: Uint8Array): Uint8Array {
    checkBytes('key', key, 16);
    checkBytes('data', data);
    const omacKey = new OmacKeyBySize(key);
    const mac = omacKey.mac(data);
    omacKey.clear();
    return mac;
  }

  omacKey(key: Uint8Array): OmacKey {
    checkBytes('key', key, 16);
    return new OmacKeyBySize(key);
  }

  rsaPrivate(key: KeyObject, block: Uint8Array): Uint8Array {
    checkRsaKey('key', key, 'private');
    checkRsaBlock(block, this.#modulus(key));
    return plain(privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, block));
  }

  rsaPublic(key: KeyObject, block: Uint8Array): Uint8Array {
    checkRsaKey('key', key, 'public');
    checkRsaBlock(block, this.#modulus(key));
    return plain(publicEncrypt({ key, padding: constants.RSA_NO_PADDING }, block));
  }

  #modulus(key: KeyObject): Uint8Array {
    let modulus = this.#moduli.get(key);
    if (!modulus) this.#moduli.set(key, (modulus = jwkBytes(publicJwk(key).n)));
    return modulus;
  }
}

export interface OpensslEngineOptions {
  /** False: Node's ciphers, also where OpenSSL's C functions can be had, which write in place. */
  readonly inPlace?: boolean;
}

/** The primitives on the OpenSSL inside Node: the fast engine, and the default. */
export function opensslEngine({ inPlace = true }: OpensslEngineOptions = {}): CryptoEngine {
  return new OpensslEngine(inPlace);
}
