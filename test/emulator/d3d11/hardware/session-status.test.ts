/** GetDataForNewHardwareKey, CheckCryptoSessionStatus, GetCryptoSessionPrivateDataSize (GDHK, CCSS, GCPD). */
import { describe, expect, it } from '@jest/globals';
import { seededRandom } from 'softumd/crypto';
import type { Address, Guid } from 'softumd/ddi';
import * as ddi from 'softumd/ddi';
import type { DrmComponent } from 'softumd/driver';
import type { Bench } from '../bench.js';
import { hardwareBench, HW_PROTECTION, statusOf, vendorSession, VENDOR } from './hardware-bench.js';

const { S_OK, E_INVALIDARG, E_NOTIMPL, NULL, D3DDDIERR_UNSUPPORTEDCRYPTO } = ddi;
const CTR = ddi.D3D11_1DDI_CRYPTO_TYPE_AES128_CTR;
const OAEP = ddi.D3D11_1DDI_KEY_EXCHANGE_RSAES_OAEP;
const H264 = ddi.D3D11_1DDI_DECODER_PROFILE_H264_VLD_NOFGT;
const MPEG2 = ddi.D3D11_1DDI_DECODER_PROFILE_MPEG2_VLD;
const untouched = 0xeeee_eeee;

const withComponent = (dataForNewKey: unknown) =>
  hardwareBench(
    {},
    {
      drm: {
        execute: () => ({ status: E_NOTIMPL }),
        dataForNewKey: dataForNewKey as () => bigint,
      } satisfies DrmComponent,
    },
  );

/** GetDataForNewHardwareKey: its code, and 64 bits. */
function newKeyData(bench: Bench, session: ddi.HCryptoSession, data: Uint8Array) {
  const { hDevice, video } = bench.device;
  const answer = bench.bytes(new Uint8Array(8).fill(0xee));
  const pData = bench.bytes(data);
  const code = video.pfnGetDataForNewHardwareKey(hDevice, session, data.length, pData, answer);
  return { code, answer: bench.memory.readU64(answer) };
}

describe('GetDataForNewHardwareKey', () => {
  it('gives what the DRM component says, 64 bits of it, for a copy of the caller’s data', () => {
    const seen: Uint8Array[] = [];
    const bench = withComponent((data: Uint8Array) => {
      seen.push(data);
      return 0xffee_ddcc_bbaa_9988n;
    });
    const data = Uint8Array.of(1, 2, 3);
    expect(newKeyData(bench, vendorSession(bench, VENDOR), data)).toEqual({
      ...{ code: S_OK, answer: 0xffee_ddcc_bbaa_9988n },
    });
    expect(seen).toEqual([data]);
  });

  it('gives random bits without one, the same for the same seed', () => {
    const two = [1, 1, 2].map((seed) => {
      const bench = hardwareBench({}, { random: seededRandom(String(seed)) });
      return newKeyData(bench, vendorSession(bench), new Uint8Array(4));
    });
    expect(two[0]).toEqual(two[1]);
    expect(two[0]!.answer).not.toBe(two[2]!.answer);
    expect(two[0]!.code).toBe(S_OK);
  });

  it.each<[string, unknown]>([
    [
      'throws',
      () => {
        throw new Error('no');
      },
    ],
    ['gives a number', () => 5],
    ['gives nothing', () => undefined],
    ['gives 65 bits', () => 1n << 64n],
    ['gives less than nothing', () => -1n],
  ])('fails with a component that %s, and writes nothing', (_what, dataForNewKey) => {
    const bench = withComponent(dataForNewKey);
    bench.driver.control.refusals.keep(true);
    expect(newKeyData(bench, vendorSession(bench), new Uint8Array(4))).toEqual({
      ...{ code: E_INVALIDARG, answer: 0xeeee_eeee_eeee_eeeen },
    });
    expect(bench.driver.control.refusals.take()).toMatchObject({
      clause: 'GDHK-1',
      argument: 'pPrivatInputData',
    });
  });

  it('fails on a session that has nothing to do with a DRM component', () => {
    const bench = hardwareBench();
    bench.driver.control.refusals.keep(true);
    expect(newKeyData(bench, bench.device.session(), new Uint8Array(4)).code).toBe(E_INVALIDARG);
    expect(bench.driver.control.refusals.take()).toMatchObject({ argument: 'hCryptoSession' });
  });
});

describe('CheckCryptoSessionStatus', () => {
  it('is OK of any session before a tear-down', () => {
    const bench = hardwareBench();
    for (const session of [vendorSession(bench), vendorSession(bench, VENDOR), bench.device.session()])
      expect(statusOf(bench, session)).toBe(0);
  });
});

describe('GetCryptoSessionPrivateDataSize', () => {
  /** What it wrote, and what it reported. */
  function sizes(bench: Bench, type: Guid, profile: Address | Guid, exchange: Guid) {
    const { hDevice, video } = bench.device;
    const [input, output] = [new Uint8Array(4).fill(0xee), new Uint8Array(4).fill(0xee)].map((one) =>
      bench.bytes(one),
    ) as [Address, Address];
    const pProfile = typeof profile === 'number' ? profile : bench.guid(profile);
    video.pfnGetCryptoSessionPrivateDataSize(
      ...([hDevice, bench.guid(type), pProfile, bench.guid(exchange), input, output] as const),
    );
    const { memory } = bench;
    return [bench.reported(), memory.readU32(input), memory.readU32(output)];
  }

  it('tells the profile’s sizes; the decode profile may be NULL, or NULL_GUID (GCPD-2)', () => {
    const bench = hardwareBench();
    for (const profile of [H264, NULL, ddi.NULL_GUID])
      expect(sizes(bench, VENDOR, profile, HW_PROTECTION)).toEqual([S_OK, 16, 24]);
  });

  it('may tell of none', () => {
    const bench = hardwareBench({
      hwProtection: { privateInputBytes: 0, privateOutputBytes: 0, commands: [] },
    });
    expect(sizes(bench, VENDOR, H264, HW_PROTECTION)).toEqual([S_OK, 0, 0]);
  });

  it.each<[string, Guid, Guid, Guid, number, object]>([
    ['a crypto type', OAEP, H264, HW_PROTECTION, D3DDDIERR_UNSUPPORTEDCRYPTO, { argument: 'pCryptoType' }],
    [
      'a decode profile',
      VENDOR,
      MPEG2,
      HW_PROTECTION,
      D3DDDIERR_UNSUPPORTEDCRYPTO,
      { argument: 'pDecoderProfile' },
    ],
    ['an exchange', CTR, H264, HW_PROTECTION, D3DDDIERR_UNSUPPORTEDCRYPTO, { argument: 'pKeyExchangeType' }],
    ['bytes of the driver’s for RSAES_OAEP', CTR, H264, OAEP, E_INVALIDARG, { clause: 'GCPD-1, D-42' }],
    ['such bytes for a hardware key', VENDOR, H264, VENDOR, E_INVALIDARG, { clause: 'GCPD-1, D-42' }],
  ])('knows no %s that is not there', (_what, type, profile, exchange, code, cause) => {
    const bench = hardwareBench();
    bench.driver.control.refusals.keep(true);
    expect(sizes(bench, type, profile, exchange)).toEqual([code, untouched, untouched]);
    expect(bench.driver.control.refusals.take()).toMatchObject(cause);
  });
});
