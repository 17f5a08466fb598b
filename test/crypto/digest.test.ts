import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { engines } from './engines.js';

const toHex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

describe.each(engines)('digests of $name', ({ engine }) => {
  it.each([
    ['sha1', 'a9993e364706816aba3e25717850c26c9cd0d89d'],
    ['sha256', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    [
      'sha512',
      'ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f',
    ],
  ] as const)('%s of abc is what FIPS 180 has', (hash, digest) => {
    expect(toHex(engine.digest(hash, Buffer.from('abc')))).toBe(digest);
  });

  it("are those of Node's createHash", () => {
    const hashes = fc.constantFrom('sha1' as const, 'sha256' as const, 'sha512' as const);
    fc.assert(
      fc.property(hashes, fc.uint8Array({ maxLength: 300 }), (hash, data) => {
        expect(toHex(engine.digest(hash, data))).toBe(createHash(hash).update(data).digest('hex'));
      }),
    );
  });
});
