import type { KeyObject } from 'node:crypto';
import { toBigInt, toBytes } from './bigint-bytes.js';
import { checkRsaKey } from './check.js';
import { checkRsaBlock, checkTwoPrimes, jwkBytes, publicJwk } from './rsa-key.js';

interface PublicNumbers {
  readonly modulus: Uint8Array;
  readonly n: bigint;
  readonly e: bigint;
}

/** The numbers of the Chinese remainder theorem (RFC 8017 §5.1.2, 2.b): two half-size powers, four times as fast. */
interface PrivateNumbers {
  readonly modulus: Uint8Array;
  readonly p: bigint;
  readonly q: bigint;
  readonly qBytes: Uint8Array;
  readonly dp: bigint;
  readonly dq: bigint;
  readonly qi: bigint;
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  let square = base % modulus;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}

/**
 * ofQ + q × h (RFC 8017 §5.1.2, 2.b.iv) in so many bytes. The last step is done in bytes, which can be overwritten: as a
 * number the opened block would lie on the heap afterwards.
 */
function recombined(ofQ: bigint, q: Uint8Array, h: bigint, bytes: number): Uint8Array {
  const result = toBytes(ofQ, bytes);
  const factor = toBytes(h, bytes);
  for (let i = 1; i <= q.length; i += 1) {
    let carry = 0;
    for (let j = 1; i + j <= bytes + 1; j += 1) {
      const at = bytes + 1 - i - j;
      const sum = result[at]! + q[q.length - i]! * factor[bytes - j]! + carry;
      result[at] = sum;
      carry = sum >> 8;
    }
  }
  factor.fill(0);
  return result;
}

/** Bare RSA on BigInt, with the numbers of every key that it saw; they go when the KeyObject goes. */
export class BigIntRsa {
  readonly #public = new WeakMap<KeyObject, PublicNumbers>();
  readonly #private = new WeakMap<KeyObject, PrivateNumbers>();

  /**
   * block ^ e mod n.
   * @param block as many bytes as the modulus; so is the result
   * @throws TypeError when the key is not RSA
   * @throws RangeError when the block has another size or is not below the modulus
   */
  public(key: KeyObject, block: Uint8Array): Uint8Array {
    checkRsaKey('key', key, 'public');
    const { modulus, n, e } = this.#publicNumbers(key);
    checkRsaBlock(block, modulus);
    return toBytes(power(toBigInt(block), e, n), modulus.length);
  }

  /**
   * block ^ d mod n, under the rules of {@link BigIntRsa.public}.
   * @throws TypeError, RangeError likewise; TypeError also when the key has more than two primes
   */
  private(key: KeyObject, block: Uint8Array): Uint8Array {
    checkRsaKey('key', key, 'private');
    const { modulus, p, q, qBytes, dp, dq, qi } = this.#privateNumbers(key);
    checkRsaBlock(block, modulus);
    const number = toBigInt(block);
    const ofQ = power(number, dq, q);
    const h = (qi * (power(number, dp, p) - ofQ)) % p;
    return recombined(ofQ, qBytes, h < 0n ? h + p : h, modulus.length);
  }

  #publicNumbers(key: KeyObject): PublicNumbers {
    let numbers = this.#public.get(key);
    if (!numbers) {
      const jwk = publicJwk(key);
      const modulus = jwkBytes(jwk.n);
      numbers = { modulus, n: toBigInt(modulus), e: toBigInt(jwkBytes(jwk.e)) };
      this.#public.set(key, numbers);
    }
    return numbers;
  }

  #privateNumbers(key: KeyObject): PrivateNumbers {
    let numbers = this.#private.get(key);
    if (!numbers) {
      const jwk = key.export({ format: 'jwk' });
      checkTwoPrimes('key', jwk);
      const number = (text: string | undefined): bigint => toBigInt(jwkBytes(text));
      const [p, q, dp, dq, qi] = [jwk.p, jwk.q, jwk.dp, jwk.dq, jwk.qi].map(number) as PrimeNumbers;
      numbers = { modulus: jwkBytes(jwk.n), p, q, qBytes: jwkBytes(jwk.q), dp, dq, qi };
      this.#private.set(key, numbers);
    }
    return numbers;
  }
}

type PrimeNumbers = [p: bigint, q: bigint, dp: bigint, dq: bigint, qi: bigint];
