import { describe, expect, it } from '@jest/globals';
import { createDriver } from 'softumd';
import type { Guid } from 'softumd/ddi';
import * as ddi from 'softumd/ddi';
import { askCaps, askExchange } from './ask-caps.js';
import { Bench } from './bench.js';

const CTR = ddi.D3D11_1DDI_CRYPTO_TYPE_AES128_CTR;
const OAEP = ddi.D3D11_1DDI_KEY_EXCHANGE_RSAES_OAEP;
const H264 = ddi.D3D11_1DDI_DECODER_PROFILE_H264_VLD_NOFGT;
const AV1 = ddi.D3D11_DECODER_PROFILE_AV1_VLD_PROFILE0;
const VENDOR = ddi.guid('0586e681-4e14-4133-85e5-a1041f599e26');
const CAPS = ddi.D3D11_1DDI_CONTENT_PROTECTION_CAPS;
const { NULL_GUID, S_OK, E_INVALIDARG, D3DDDIERR_UNSUPPORTEDCRYPTO } = ddi;

describe('decode profiles of one crypto type that differ (GCPC-1)', () => {
  const profile = {
    caps: CAPS.SOFTWARE | CAPS.DECRYPTION_BLT,
    cryptoTypes: [
      { cryptoType: CTR, keyExchangeTypes: [OAEP], acceptedExchanges: [CTR], decodeProfiles: [H264] },
      {
        cryptoType: CTR,
        keyExchangeTypes: [VENDOR],
        decodeProfiles: [AV1],
        caps: CAPS.HARDWARE,
        blockAlignmentBytes: 8,
        protectedMemoryBytes: 7n,
      },
    ],
  };
  const own = { BlockAlignmentSize: 16, ProtectedMemorySize: 0x1000_0000n, KeyExchangeTypeCount: 1 };

  it('have caps and exchanges of their own; without decoding the first has, without a type all', () => {
    const bench = new Bench({ profile });
    const first = { code: S_OK, Caps: 0x401, ...own };
    expect(askCaps(bench, CTR, H264)).toEqual(first);
    expect(askCaps(bench, CTR, NULL_GUID)).toEqual(first);
    expect(askCaps(bench, CTR, AV1)).toEqual({
      code: S_OK,
      Caps: 2,
      KeyExchangeTypeCount: 1,
      BlockAlignmentSize: 8,
      ProtectedMemorySize: 7n,
    });
    expect(askCaps(bench, NULL_GUID, AV1)).toMatchObject({ Caps: 0x403, KeyExchangeTypeCount: 2 });
    expect(askCaps(bench, CTR, VENDOR).code).toBe(D3DDDIERR_UNSUPPORTEDCRYPTO);
    expect([H264, AV1].map((decode) => askExchange(bench, CTR, decode, 0).guid)).toEqual([OAEP, VENDOR]);
  });

  it('hold sessions to their own: what one may, the other may not', () => {
    const bench = new Bench({ profile });
    const { device } = bench;
    const blt = (decodeProfile: Guid, exchange: Guid) => {
      const session = device.keyedSession(
        new Uint8Array(16),
        bench.sessionArguments(CTR, decodeProfile, exchange),
      );
      const target = device.buffer(64);
      return device.decrypt(session, device.buffer(new Uint8Array(64)), target, new Uint8Array(16));
    };
    expect(blt(H264, OAEP)).toBe(S_OK);
    expect(blt(AV1, VENDOR)).toBe(E_INVALIDARG); // its caps have no DECRYPTION_BLT
    expect(() => blt(AV1, OAEP)).toThrow('no session');
  });

  it('may accept exchanges without enumerating them (D-65)', () => {
    const bench = new Bench({ profile });
    expect(bench.device.session(bench.sessionArguments(CTR, H264, CTR))).not.toBe(ddi.NULL);
    expect(askExchange(bench, CTR, H264, 1).code).toBe(E_INVALIDARG);
    expect(() => bench.device.session(bench.sessionArguments(CTR, AV1, CTR))).toThrow('no session');
  });

  it('stand in a profile once each', () => {
    const cryptoTypes = [...profile.cryptoTypes, profile.cryptoTypes[0]!];
    expect(() => createDriver({ profile: { cryptoTypes } })).toThrow(
      'profile.cryptoTypes: expected each decode profile of a crypto type once',
    );
  });
});

it('a session of a driver that refuses every one takes no bytes (D-68)', () => {
  const size = (cryptoTypes?: []) => {
    const bench = new Bench(cryptoTypes ? { profile: { cryptoTypes } } : {});
    const { hDevice, video } = bench.device;
    return video.pfnCalcPrivateCryptoSessionSize(hDevice, bench.sessionArguments());
  };
  expect(size([])).toBe(0);
  expect(size()).toBeGreaterThanOrEqual(8); // DEV-2
});
