import { describe, expect, it } from '@jest/globals';
import { generateKeyPairSync } from 'node:crypto';
import { createDevice, createDriver } from 'softumd';
import {
  D3D11_CRYPTO_TYPE_AES128_CTR as CTR,
  D3D11_KEY_EXCHANGE_RSAES_OAEP as OAEP,
  guid,
} from 'softumd/d3d11';
import { D3DKEYEXCHANGE_DXVA } from 'softumd/ddi';
import type { DriverProfile } from 'softumd/driver';
import { createEmulatedDriver, defaultProfile, type EmulatedProfile } from 'softumd/emulator';
import {
  createIvSequence,
  encryptForDecryptionBlt,
  readCertificateChain,
  wrapSessionKey,
} from 'softumd/player';
import { caught } from '../../support/caught.js';

const VENDOR = guid('0586e681-4e14-4133-85e5-a1041f599e26');
const VENDOR_EXCHANGE = guid('0586e681-4e14-4133-85e5-a1041f599e27');
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** What createEmulatedDriver says to a profile. */
const refusal = (profile: unknown) =>
  caught(() =>
    createEmulatedDriver({
      identity: { privateKey, certificateChain: new Uint8Array() },
      profile: profile as EmulatedProfile,
    }),
  );

const offering = (cryptoType: unknown, ...keyExchangeTypes: unknown[]) => ({
  ...defaultProfile,
  cryptoTypes: [{ cryptoType, keyExchangeTypes, decodeProfiles: [] }],
});

describe('a profile', () => {
  it('is what every driver can say of itself, and more', () => {
    const known: DriverProfile = defaultProfile;
    expect(refusal(known)).toBeUndefined();
  });

  it.each<[string, unknown, string]>([
    ['oaepHash', 'sha-256', "expected 'sha512', 'sha256' or 'sha1', received 'sha-256'"],
    ['renegotiation', true, "expected 'replace' or 'refuse', received true"],
    [
      'certificateContainer',
      'PKCS7',
      "expected 'pkcs7', 'pkcs7-leaf-first', 'der-chain' or 'leaf', received 'PKCS7'",
    ],
    ['voidFailure', null, "expected 'set-error' or 'silent', received null"],
    ['unsupportedCaps', undefined, "expected 'error' or 'zeros', received undefined"],
    ['ivReuse', 'warn', "expected 'allow' or 'refuse', received 'warn'"],
    ['ctrCarry', '', "expected 'count' or 'block', received ''"],
    ['partialKeystream', 'all', "expected 'encrypted-only' or 'whole-buffer', received 'all'"],
    ['blockInfoStatus', true, "expected 'none' or 'encrypt-pattern-field', received true"],
    ['name', 7, 'expected text, received 7'],
    ['videoFunctions', 0, 'expected true or false, received 0'],
    ['blockAlignmentBytes', -1, 'expected a whole number of bytes from 0 to 4294967295, received -1'],
    ['blockAlignmentBytes', 0.5, 'expected a whole number of bytes from 0 to 4294967295, received 0.5'],
    [
      'blockAlignmentBytes',
      2 ** 32,
      'expected a whole number of bytes from 0 to 4294967295, received 4294967296',
    ],
    ['rowPitchBytes', 0, 'expected a whole number of bytes from 1 to 4294967295, received 0'],
    ['rowPitchBytes', 2 ** 32, 'expected a whole number of bytes from 1 to 4294967295, received 4294967296'],
    ['protectedMemoryBytes', 1, 'expected a BigInt of 64 bits, such as 0n, received 1'],
    ['protectedMemoryBytes', -1n, 'expected a BigInt of 64 bits, such as 0n, received -1n'],
    [
      'protectedMemoryBytes',
      1n << 64n,
      'expected a BigInt of 64 bits, such as 0n, received 18446744073709551616n',
    ],
    ['cryptoTypes', {}, 'expected an array, received an object'],
  ])('has no %s that is %p', (member, value, text) => {
    expect(refusal({ ...defaultProfile, [member]: value })).toEqual(
      new TypeError(`createEmulatedDriver: profile.${member}: ${text}`),
    );
  });

  it.each([0x10000, 0x1ffff, 1 + 2 ** 32, -1, 0.5, Number.NaN, '0x1'])('has no caps that are %p', (caps) => {
    expect(refusal({ ...defaultProfile, caps })).toMatchObject({
      name: 'TypeError',
      message: expect.stringContaining(
        'profile.caps: expected bits of SOFTWARE, HARDWARE, PROTECTION_ALWAYS_ON',
      ),
    });
  });

  it('takes all that there is at the edges', () => {
    for (const change of [
      { caps: 0 },
      { caps: 0xffff },
      { blockAlignmentBytes: 0 },
      { blockAlignmentBytes: 2 ** 32 - 1 },
      { rowPitchBytes: 1 },
      { rowPitchBytes: 2 ** 32 - 1 },
      { protectedMemoryBytes: (1n << 64n) - 1n }, // D-65: free-form
      { cryptoTypes: [] }, // D-66: a machine without content protection
    ])
      expect(refusal({ ...defaultProfile, ...change })).toBeUndefined();
  });

  it('has no member of another name, and every member', () => {
    expect(refusal({ ...defaultProfile, oaephash: 'sha1' })).toEqual(
      new TypeError('createEmulatedDriver: profile.oaephash: unknown option; did you mean oaepHash?'),
    );
    const { oaepHash, ...rest } = defaultProfile;
    expect([oaepHash, refusal(rest)]).toEqual([
      'sha512',
      new TypeError(
        "createEmulatedDriver: profile.oaepHash: expected 'sha512', 'sha256' or 'sha1', received undefined",
      ),
    ]);
  });

  it('has no key exchange and no crypto type that a header names and nobody emulates', () => {
    const message = (profile: unknown) => (refusal(profile) as Error).message;
    expect(message(offering(CTR, OAEP, D3DKEYEXCHANGE_DXVA))).toBe(
      'createEmulatedDriver: profile.cryptoTypes[0].keyExchangeTypes[1]: expected D3D11_KEY_EXCHANGE_RSAES_OAEP, ' +
        "D3D11_KEY_EXCHANGE_HW_PROTECTION or a vendor's own GUID (D3DKEYEXCHANGE_DXVA is not emulated), received " +
        "'43d3775c-38e5-4924-8d86-d3fccf153e9b'",
    );
    expect(message(offering(OAEP, OAEP))).toContain(
      "profile.cryptoTypes[0].cryptoType: expected D3D11_CRYPTO_TYPE_AES128_CTR or a vendor's own GUID",
    );
    expect(message(offering('AES'))).toContain("received 'AES'");
  });

  it('may have a vendor’s GUIDs, which work as the emulated ones do (D-65)', () => {
    const cryptoTypes = [{ cryptoType: VENDOR, keyExchangeTypes: [VENDOR_EXCHANGE], decodeProfiles: [] }];
    const device = createDevice({ profile: { cryptoTypes } });
    const session = device.videoDevice.createCryptoSession(VENDOR, null, VENDOR_EXCHANGE);
    const sessionKey = new Uint8Array(16).fill(7);
    const { leaf } = readCertificateChain(session.getCertificate());
    device.videoContext.negotiateCryptoSessionKeyExchange(session, wrapSessionKey(leaf, sessionKey));
    const clear = new Uint8Array(32).fill(9);
    const iv = createIvSequence().next();
    const source = device.createBuffer('staging', encryptForDecryptionBlt({ sessionKey, iv, data: clear }));
    const [surface, copy] = [device.createBuffer('protected', 32), device.createBuffer('staging', 32)];
    device.videoContext.decryptionBlt(session, source, surface, { iv });
    device.copyResource(copy, surface);
    expect(copy.read()).toEqual(clear);
  });

  it('is the driver’s own from then on: what becomes of the caller’s does not matter', () => {
    const cryptoTypes = [{ cryptoType: CTR, keyExchangeTypes: [OAEP], decodeProfiles: [] }];
    const { profile } = createDriver({ profile: { cryptoTypes } });
    cryptoTypes[0]!.keyExchangeTypes.length = 0;
    expect(profile.cryptoTypes[0]!.keyExchangeTypes).toEqual([OAEP]);
  });
});
