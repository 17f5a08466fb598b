import { describe, expect, it } from '@jest/globals';
import { createDriver } from 'softumd';
import * as ddi from 'softumd/ddi';
import type { EmulatedDriverOptions } from 'softumd/emulator';
import { createEmulatedDriver, defaultProfile } from 'softumd/emulator';
import { readCertificateChain } from 'softumd/player';
import { raws, leaf, intermediate, root } from '../../certificate/test-chain.js';
import { askCaps, askExchange } from './ask-caps.js';
import { Bench } from './bench.js';

const CTR = ddi.D3D11_1DDI_CRYPTO_TYPE_AES128_CTR;
const OAEP = ddi.D3D11_1DDI_KEY_EXCHANGE_RSAES_OAEP;
const H264 = ddi.D3D11_1DDI_DECODER_PROFILE_H264_VLD_NOFGT;
const AV1 = ddi.D3D11_DECODER_PROFILE_AV1_VLD_PROFILE0;
const VENDOR = ddi.guid('0586e681-4e14-4133-85e5-a1041f599e26');
const CAPS = ddi.D3D11_1DDI_CONTENT_PROTECTION_CAPS;
const { NULL_GUID, S_OK, E_INVALIDARG, D3DDDIERR_UNSUPPORTEDCRYPTO } = ddi;

const untouched = 'eeeeeeee-eeee-eeee-eeee-eeeeeeeeeeee';

describe('content-protection caps (GCPC)', () => {
  it.each([
    ['type and profile', CTR, H264],
    ['no profile: non-decode use', CTR, NULL_GUID],
    ['no type: the union', NULL_GUID, H264],
    ['neither', NULL_GUID, NULL_GUID],
  ])('%s', (_name, type, profile) => {
    expect(askCaps(new Bench(), type, profile)).toEqual({
      code: S_OK,
      Caps: 0x479,
      KeyExchangeTypeCount: 1,
      BlockAlignmentSize: 16,
      ProtectedMemorySize: 0x1000_0000n,
    });
  });

  it.each([
    ['an unknown type', VENDOR, NULL_GUID],
    ['PROPRIETARY', ddi.D3D11_1DDI_CRYPTO_TYPE_PROPRIETARY, H264],
    ['a profile that the type does not go with', CTR, AV1],
    ['no type for such a profile', NULL_GUID, AV1],
  ])('%s: an error and zeroed caps, or S_OK and zeros by the switch (D-12)', (_name, type, profile) => {
    const zeros = { Caps: 0, KeyExchangeTypeCount: 0, BlockAlignmentSize: 0, ProtectedMemorySize: 0n };
    expect(askCaps(new Bench(), type, profile)).toEqual({ code: D3DDDIERR_UNSUPPORTEDCRYPTO, ...zeros });
    const lenient = new Bench({ profile: { unsupportedCaps: 'zeros' } });
    expect(askCaps(lenient, type, profile)).toEqual({ code: S_OK, ...zeros });
  });

  it('tells type from type where a profile offers several, and adds them up for none', () => {
    const bench = new Bench({
      profile: {
        caps: CAPS.SOFTWARE | CAPS.HARDWARE,
        protectedMemoryBytes: 0x1_2345_6789_abcdn,
        blockAlignmentBytes: 4,
        cryptoTypes: [
          { cryptoType: CTR, keyExchangeTypes: [OAEP], decodeProfiles: [H264] },
          { cryptoType: VENDOR, keyExchangeTypes: [VENDOR, OAEP], decodeProfiles: [AV1] },
        ],
      },
    });
    const ofVendor = { code: S_OK, Caps: 3, BlockAlignmentSize: 4, ProtectedMemorySize: 0x1_2345_6789_abcdn };
    expect(askCaps(bench, VENDOR, AV1)).toEqual({ ...ofVendor, KeyExchangeTypeCount: 2 });
    expect(askCaps(bench, VENDOR, H264).code).toBe(D3DDDIERR_UNSUPPORTEDCRYPTO);
    expect(askCaps(bench, NULL_GUID, H264)).toMatchObject({ code: S_OK, KeyExchangeTypeCount: 2 });
    expect([0, 1, 2].map((index) => askExchange(bench, VENDOR, AV1, index))).toEqual([
      { code: S_OK, guid: VENDOR },
      { code: S_OK, guid: OAEP },
      { code: E_INVALIDARG, guid: untouched },
    ]);
  });
});

describe('key exchanges (GCKE)', () => {
  it.each([
    ['the only one', CTR, H264, 0, { code: S_OK, guid: OAEP }],
    ['an index too high', CTR, H264, 1, { code: E_INVALIDARG, guid: untouched }],
    ['the highest index', CTR, H264, 0xffffffff, { code: E_INVALIDARG, guid: untouched }],
    ['an unknown type', VENDOR, H264, 0, { code: D3DDDIERR_UNSUPPORTEDCRYPTO, guid: untouched }],
    ['an unknown profile', CTR, AV1, 0, { code: D3DDDIERR_UNSUPPORTEDCRYPTO, guid: untouched }],
  ])('%s', (_name, type, profile, index, answer) => {
    expect(askExchange(new Bench(), type, profile, index)).toEqual(answer);
  });
});

describe('creating a session (CCS, D-11)', () => {
  it.each([
    ['an unknown type', VENDOR, H264, OAEP],
    ['no type', NULL_GUID, NULL_GUID, OAEP],
    ['PROPRIETARY', ddi.D3D11_1DDI_CRYPTO_TYPE_PROPRIETARY, H264, OAEP],
    ['a profile that the type does not go with', CTR, AV1, OAEP],
    ['an exchange that is not enumerated', CTR, H264, ddi.D3DWDDM2_0DDI_KEY_EXCHANGE_HW_PROTECTION],
    ['no exchange', CTR, H264, NULL_GUID],
  ])('%s: D3DDDIERR_UNSUPPORTEDCRYPTO, and no session', (_name, type, profile, exchange) => {
    const bench = new Bench();
    const { hDevice, video } = bench.device;
    const [arguments_, handle] = [bench.sessionArguments(type, profile, exchange), bench.bytes(16)];
    const before = bench.snapshot();
    expect(video.pfnCreateCryptoSession(hDevice, arguments_, handle as never, ddi.NULL)).toBe(0x8876087e);
    expect(bench.snapshot()).toEqual(before);
  });

  it.each([
    ['with a decode profile', H264],
    ['for no decoding (CCS-4)', NULL_GUID],
  ])('%s', (_name, profile) => {
    const bench = new Bench();
    expect(bench.device.session(bench.sessionArguments(CTR, profile, OAEP))).not.toBe(ddi.NULL);
  });

  it('gives each session a HANDLE of its own, wider than a number (CSGH, D-62)', () => {
    const bench = new Bench();
    const handles = [bench.device, bench.device, bench.other].map((device) => {
      const pHandle = bench.bytes(8);
      expect(device.video.pfnCryptoSessionGetHandle(device.hDevice, device.session(), pHandle)).toBe(S_OK);
      return bench.memory.readU64(pHandle);
    });
    expect(new Set(handles).size).toBe(3);
    for (const handle of handles) expect(BigInt(Number(handle))).not.toBe(handle);
  });
});

describe('profiles', () => {
  it.each([0x1_0000, 0x8000_0000])('with caps that mean nothing are refused: %s', (bit) => {
    const caps = (defaultProfile.caps | bit) >>> 0;
    expect(() => createDriver({ profile: { caps, name: 'eager' } })).toThrow(
      /profile\.caps: expected bits of SOFTWARE, HARDWARE, PROTECTION_ALWAYS_ON, PARTIAL_DECRYPTION, CONTENT_KEY/,
    );
  });
});

it('a driver without an identity is no driver', () => {
  expect(() => createEmulatedDriver({} as EmulatedDriverOptions)).toThrow('identity: expected { privateKey');
});

function certificateSize(bench: Bench, info: ddi.Address): { code: ddi.Hresult; bytes: number } {
  const pSize = bench.bytes(new Uint8Array(4).fill(0xee));
  bench.device.video.pfnGetCertificateSize(bench.device.hDevice, info, pSize);
  return { code: bench.reported(), bytes: bench.memory.readU32(pSize) };
}

function certificate(bench: Bench, size: number): { code: ddi.Hresult; bytes: Uint8Array } {
  const target = bench.bytes(new Uint8Array(size).fill(0xee));
  bench.device.video.pfnGetCertificate(bench.device.hDevice, bench.certificateInfo(), size, target);
  return { code: bench.reported(), bytes: bench.memory.copyOut(target, size) };
}

function infoOf(bench: Bench, CertificateType: number, ChannelType: number): ddi.Address {
  return bench.bytes(ddi.D3D11_1DDI_CERTIFICATE_INFO.toBytes({ CertificateType, ChannelType }));
}

describe('certificates (GCS, GC)', () => {
  it('come whole, and are the driver’s chain', () => {
    const bench = new Bench();
    const { code, bytes } = certificateSize(bench, bench.certificateInfo());
    expect(code).toBe(S_OK);
    const chain = readCertificateChain(certificate(bench, bytes).bytes);
    expect(raws([chain.leaf])).toEqual(raws([leaf]));
    expect(raws(chain.certificates).sort()).toEqual(raws([root, intermediate, leaf]).sort());
  });

  it('are not written in part: a size below the chain’s fails, a larger one leaves the rest alone (D-06)', () => {
    const bench = new Bench();
    const { bytes } = certificateSize(bench, bench.certificateInfo());
    for (const size of [0, 1, bytes - 1])
      expect(certificate(bench, size)).toEqual({
        code: E_INVALIDARG,
        bytes: new Uint8Array(size).fill(0xee),
      });
    const larger = certificate(bench, bytes + 7);
    expect(larger.code).toBe(S_OK);
    expect([...larger.bytes.subarray(bytes)]).toEqual(new Array(7).fill(0xee));
    expect(larger.bytes.subarray(0, bytes)).toEqual(certificate(bench, bytes).bytes);
  });

  it('are for crypto types that exist, and for channels that the caps name (GCS-2, CAC-5)', () => {
    const refused = (code: ddi.Hresult) => ({ code, bytes: 0xeeeeeeee });
    const bench = new Bench();
    const { bytes } = certificateSize(bench, bench.certificateInfo());
    expect(certificateSize(bench, bench.certificateInfo(VENDOR))).toEqual(
      refused(D3DDDIERR_UNSUPPORTEDCRYPTO),
    );
    expect(certificateSize(bench, bench.certificateInfo(NULL_GUID))).toEqual(
      refused(D3DDDIERR_UNSUPPORTEDCRYPTO),
    );
    expect(certificateSize(bench, infoOf(bench, 1, 2))).toEqual({ code: S_OK, bytes });
    expect(certificateSize(bench, infoOf(bench, 1, 3))).toEqual(refused(E_INVALIDARG));
    for (const [type, channel] of [
      [0, 2],
      [3, 2],
      [1, 0],
      [1, 1],
    ])
      expect(certificateSize(bench, infoOf(bench, type!, channel!))).toEqual(refused(E_INVALIDARG));
    const hardware = new Bench({ profile: { caps: CAPS.HARDWARE } });
    expect(certificateSize(hardware, infoOf(hardware, 1, 3)).code).toBe(S_OK);
    expect(certificateSize(hardware, infoOf(hardware, 1, 2))).toEqual(refused(E_INVALIDARG));
  });

  it.each([
    ['pkcs7', 0x30, 3],
    ['pkcs7-leaf-first', 0x30, 3],
    ['der-chain', 0x30, 3],
    ['leaf', 0x30, 1],
  ] as const)('come as %s where the profile says so (D-05)', (certificateContainer, tag, count) => {
    const bench = new Bench({ profile: { certificateContainer } });
    const { bytes } = certificateSize(bench, bench.certificateInfo());
    const served = certificate(bench, bytes).bytes;
    expect(served[0]).toBe(tag);
    // The leaf's own DER lies in every container, at its beginning or behind something.
    const leafAt = Buffer.from(served).indexOf(leaf.raw);
    const rootAt = Buffer.from(served).indexOf(root.raw);
    expect(leafAt).toBeGreaterThanOrEqual(0);
    expect(rootAt >= 0).toBe(count === 3);
    if (certificateContainer === 'leaf') expect(bytes).toBe(leaf.raw.length);
    if (certificateContainer === 'pkcs7') expect(leafAt).toBeGreaterThan(rootAt);
    if (certificateContainer === 'pkcs7-leaf-first') expect(leafAt).toBeLessThan(rootAt);
    if (certificateContainer === 'der-chain')
      expect(bytes).toBe(leaf.raw.length + intermediate.raw.length + root.raw.length);
  });
});

describe('the adapter (OPN)', () => {
  it('lists its versions, count first, and refuses a short array', () => {
    const bench = new Bench();
    const { hAdapter, functions } = bench.adapter;
    const [count, list] = [bench.bytes(4), bench.bytes(8)];
    expect(functions.pfnGetSupportedVersions!(hAdapter, count, ddi.NULL)).toBe(S_OK);
    expect(bench.memory.readU32(count)).toBe(1);
    expect(functions.pfnGetSupportedVersions!(hAdapter, count, list)).toBe(S_OK);
    expect(bench.memory.readU64(list)).toBe(0x000b000f00000000n);
    bench.memory.writeU32(count, 0);
    bench.memory.writeU64(list, 7n);
    expect(functions.pfnGetSupportedVersions!(hAdapter, count, list)).toBe(0x8007007a);
    expect([bench.memory.readU32(count), bench.memory.readU64(list)]).toEqual([0, 7n]);
    expect(bench.adapter.supportedVersions()).toEqual([0x000b000f00000000n]);
  });

  it.each([
    ['a type that does not exist', 999, 4],
    ['no type at all', 0, 4],
    ['too little room', ddi.D3D10_2DDICAPS_TYPE.D3D11_OPTIONS, 4],
    ['no room', ddi.D3D10_2DDICAPS_TYPE.SHADER, 0],
  ])('refuses caps of %s, and writes nothing (OPN-21)', (_name, type, size) => {
    const bench = new Bench();
    const arguments_ = bench.capsArguments(type, size);
    const before = bench.snapshot();
    expect(bench.adapter.functions.pfnGetCaps!(bench.adapter.hAdapter, arguments_)).toBe(E_INVALIDARG);
    expect(bench.snapshot()).toEqual(before);
  });

  it.each([
    // Types and bytes as in d3d10umddi.h; the values are OPN-22's least answer.
    ['THREADING', 128, '00000000'],
    ['SHADER', 129, '02000000'],
    ['3DPIPELINESUPPORT', 130, '7f000000'],
    ['D3D11_OPTIONS', 131, '0100000000000000'],
    ['ARCHITECTURE_INFO', 132, '00000000'],
    ['SHADER_MIN_PRECISION_SUPPORT', 134, '0000000000000000'],
  ])('says of %s what feature level 11_1 needs, and nothing beyond (OPN-20, OPN-22)', (_name, type, caps) => {
    const bench = new Bench();
    const bytes = caps.length / 2;
    const arguments_ = bench.capsArguments(type, bytes + 4);
    const { pData } = ddi.D3D10_2DDIARG_GETCAPS.decode(bench.memory, arguments_);
    bench.memory.copyIn(pData, new Uint8Array(bytes + 4).fill(0xee));
    expect(bench.adapter.functions.pfnGetCaps!(bench.adapter.hAdapter, arguments_)).toBe(S_OK);
    const written = Buffer.from(bench.memory.copyOut(pData, bytes + 4)).toString('hex');
    expect(written).toBe(`${caps}eeeeeeee`);
  });

  it.each([
    ['another interface', { Interface: 0x000b0010 }],
    ['no device table', { p11_1DeviceFuncs: ddi.NULL }],
    ['no private memory', { hDrvDevice: ddi.NULL }],
    ['no callbacks', { p11UMCallbacks: ddi.NULL }],
    ['nowhere to write RetrieveSubObject to', { ppfnRetrieveSubObject: ddi.NULL }],
  ])('refuses a device with %s, and writes nothing', (_name, changes) => {
    const bench = new Bench();
    const arguments_ = bench.deviceArguments(changes);
    const before = bench.snapshot();
    const code = bench.adapter.functions.pfnCreateDevice!(bench.adapter.hAdapter, arguments_);
    expect(code).toBe('Interface' in changes ? E_INVALIDARG : ddi.E_FAIL); // D-13
    expect(bench.snapshot()).toEqual(before);
  });

  it.each([
    ['another id', 3, 16],
    ['too short a structure', 2, 15],
  ])('refuses a sub-object of %s (SUB-6, SUB-8)', (_name, id, size) => {
    const bench = new Bench();
    const [input, byte] = [bench.videoInput(), bench.bytes(1)];
    const before = bench.snapshot();
    expect(bench.device.host.retrieveSubObject!(bench.device.hDevice, id, size, input, 1, byte)).toBe(
      E_INVALIDARG,
    );
    expect(bench.snapshot()).toEqual(before);
  });

  it('answers CheckFormatSupport as the header has it (DEV-23)', () => {
    const bench = new Bench();
    const ask = (format: number) => {
      const target = bench.bytes(new Uint8Array(4).fill(0xee));
      bench.device.functions.pfnCheckFormatSupport(bench.device.hDevice, format, target);
      return [bench.reported(), bench.memory.readU32(target)];
    };
    expect(ask(103)).toEqual([S_OK, 0x20]);
    expect([ask(104), ask(105)]).toEqual([
      [S_OK, 0x20],
      [S_OK, 0x20],
    ]);
    // No profile decodes to YUY2, AYUV or colours, and of 420_OPAQUE and R16G16_UNORM there are no textures.
    for (const format of [107, 100, 87, 28, 61, 106, 35]) expect(ask(format)).toEqual([S_OK, 0]);
    expect(ask(133)).toEqual([ddi.E_FAIL, 0xeeeeeeee]);
  });
});
