import {
  constants,
  createCipheriv,
  createDecipheriv,
  privateDecrypt,
  publicEncrypt,
  type KeyObject,
} from 'node:crypto';
import { checkBytes, checkRsaKey } from './check.js';
import { checkedCtr, PIECE_BYTES } from './counter-stream.js';
import type { CryptoEngine, CtrStream, OpenStream } from './engine.js';
import { inPlaceCtr } from './in-place-ctr.js';
import { checkBlocks } from './ecb-check.js';
import { omac1ByCbc } from './omac1-cbc.js';
import { checkRsaBlock, jwkBytes, publicJwk } from './rsa-key.js';

/** The bytes of a Buffer as what the interface promises: Buffer's own `slice` shares memory, Uint8Array's does not. */
function plain(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
}

/** OpenSSL's own stream: it goes on inside a block and counts over all 128 bits. */
function openStream(key: Uint8Array, counterBlock: Uint8Array): CtrStream {
  const cipher = createCipheriv('aes-128-ctr', key, counterBlock);
  return {
    apply(input, output) {
      for (let at = 0; at < input.length; at += PIECE_BYTES) {
        output.set(cipher.update(input.subarray(at, at + PIECE_BYTES)), at);
      }
    },
  };
}

class OpensslEngine implements CryptoEngine {
  readonly name = 'openssl';
  /** Moduli of the keys seen, to tell a block that is too large before OpenSSL does, in our words. */
  readonly #moduli = new WeakMap<KeyObject, Uint8Array>();

  /** Bound at the first use: a driver that never runs a blt need not look for C functions. */
  #open: OpenStream | undefined;

  constructor(private readonly inPlace: boolean) {}

  ctr: CryptoEngine['ctr'] = (key, counterBlock, carry = 'count') => {
    this.#open ??= (this.inPlace ? inPlaceCtr() : undefined) ?? openStream;
    return checkedCtr(key, counterBlock, carry, this.#open);
  };

  ecbEncrypt(key: Uint8Array, data: Uint8Array): Uint8Array {
    checkBlocks(key, data);
    return plain(createCipheriv('aes-128-ecb', key, null).setAutoPadding(false).update(data));
  }

  ecbDecrypt(key: Uint8Array, data: Uint8Array): Uint8Array {
    checkBlocks(key, data);
    return plain(createDecipheriv('aes-128-ecb', key, null).setAutoPadding(false).update(data));
  }

  omac1(key: Uint8Array, data: Uint8Array): Uint8Array {
    checkBytes('key', key, 16);
    checkBytes('data', data);
    return omac1ByCbc(key, data);
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
