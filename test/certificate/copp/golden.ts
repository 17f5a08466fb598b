import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { makeCoppChain, type CoppChainFaults } from '../../../fixtures/certificates/copp-chain.mjs';
import { fixtureText } from '../../crypto/fixtures.js';

interface TestKey {
  readonly p: string;
  readonly q: string;
  readonly n: string;
  readonly d: string;
  readonly e: number;
}

interface Golden {
  readonly testkey_driver: TestKey;
  readonly testkey_ihv: TestKey;
  readonly testkey_root: TestKey;
  readonly copp_cert_chain: {
    readonly xml: string;
    readonly xml_len: number;
    readonly xml_sha256: string;
    readonly data_lens: readonly number[];
    readonly digests_hex: readonly string[];
    readonly sig_lens: readonly number[];
    readonly sig_sha256: readonly string[];
  };
}

/** The worked examples of the reference, made with other tools than ours. */
export const golden = (JSON.parse(fixtureText('reference/opm-copp.json')) as { examples: Golden }).examples;

const number = (hex: string): bigint => BigInt(`0x${hex}`);

function inverse(value: bigint, modulus: bigint): bigint {
  let [r, next, s, nextS] = [modulus, value % modulus, 0n, 1n];
  while (next > 0n) [r, next, s, nextS] = [next, r % next, nextS, s - (r / next) * nextS];
  return ((s % modulus) + modulus) % modulus;
}

/** A private key from the four numbers that the reference gives. */
function privateKey({ p, q, n, d, e }: TestKey): KeyObject {
  const text = (value: bigint) => {
    const hex = value.toString(16);
    return Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex').toString('base64url');
  };
  const [prime, other, private_] = [number(p), number(q), number(d)];
  const key = {
    kty: 'RSA',
    n: text(number(n)),
    e: text(BigInt(e)),
    d: text(private_),
    p: text(prime),
    q: text(other),
    dp: text(private_ % (prime - 1n)),
    dq: text(private_ % (other - 1n)),
    qi: text(inverse(other, prime)),
  };
  return createPrivateKey({ key, format: 'jwk' });
}

export const keys = {
  driver: privateKey(golden.testkey_driver),
  vendor: privateKey(golden.testkey_ihv),
  root: privateKey(golden.testkey_root),
};
export const trustedRoot = createPublicKey(keys.root);

export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** The golden document, or one that is like it but for some faults. */
export const chainBytes = (faults?: CoppChainFaults): Uint8Array =>
  utf8(makeCoppChain(keys, { name: 'Emu', model: 'Test' }, faults));
