import { describe, expect, it } from '@jest/globals';
import { createCipheriv, createDecipheriv } from 'node:crypto';
import fc from 'fast-check';
import { refreshSessionKey, unwrapReadBackKey, wrapContentKey } from '../../src/player/index.js';
import { engines } from '../crypto/engines.js';
import { hex, toHex } from '../crypto/fixtures.js';

const sixteen = fc.uint8Array({ minLength: 16, maxLength: 16 });

describe.each(engines)('keys under the session key on $name', ({ engine }) => {
  it('are wrapped and unwrapped as node:crypto does AES-128-ECB (DB-5, GEBK-2)', () => {
    fc.assert(
      fc.property(sixteen, sixteen, (sessionKey, key) => {
        const before = toHex(Buffer.concat([sessionKey, key]));
        const cipher = createCipheriv('aes-128-ecb', sessionKey, null).setAutoPadding(false);
        expect(toHex(wrapContentKey(sessionKey, key, { engine }))).toBe(toHex(cipher.update(key)));
        const decipher = createDecipheriv('aes-128-ecb', sessionKey, null).setAutoPadding(false);
        expect(toHex(unwrapReadBackKey(sessionKey, key, { engine }))).toBe(toHex(decipher.update(key)));
        expect(toHex(Buffer.concat([sessionKey, key]))).toBe(before);
      }),
    );
  });
});

describe('refreshSessionKey', () => {
  it('is XOR (FSKR-1)', () => {
    const old = hex('00112233445566778899aabbccddeeff');
    expect(toHex(refreshSessionKey(old, hex('ffffffffffffffff0000000000000000')))).toBe(
      'ffeeddccbbaa99888899aabbccddeeff',
    );
    expect(toHex(old)).toBe('00112233445566778899aabbccddeeff');
  });
});

describe('what is no key', () => {
  const key = new Uint8Array(16);
  it.each([
    [
      'sessionKey',
      [
        () => wrapContentKey(new Uint8Array(15), key),
        () => unwrapReadBackKey(new Uint8Array(15), key),
        () => refreshSessionKey(new Uint8Array(15), key),
      ],
    ],
    ['contentKey', [() => wrapContentKey(key, new Uint8Array(15))]],
    ['wrapped', [() => unwrapReadBackKey(key, new Uint8Array(15))]],
    ['randomNumber', [() => refreshSessionKey(key, new Uint8Array(15))]],
  ] as const)('is named: %s', (name, calls) => {
    for (const call of calls) expect(call).toThrow(new RangeError(`${name}: expected 16 bytes, received 15`));
  });
});
