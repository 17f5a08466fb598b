import { describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { createDevice, createDriver, createMachine, loadProfile, profileNames } from 'softumd';
import {
  D3D11_CRYPTO_TYPE_AES128_CTR as CTR,
  D3D11_DECODER_PROFILE_H264_VLD_NOFGT as H264,
  D3D11_DECODER_PROFILE_HEVC_VLD_MAIN as HEVC,
  D3D11_KEY_EXCHANGE_RSAES_OAEP as OAEP,
  guid,
} from 'softumd/d3d11';
import {
  D3D11_1DDI_CONTENT_PROTECTION_CAPS as CAPS,
  D3DWDDM2_0DDI_KEY_EXCHANGE_HW_PROTECTION,
  DXGI_FORMAT,
  DXVA_NoEncrypt,
  interfaceVersionNames,
} from 'softumd/ddi';
import { defaultProfile } from 'softumd/emulator';
import { HostOpm } from '../../src/host/index.js';
import { packageFile } from '../../src/package-files.js';
import { caught } from '../support/caught.js';

const folder = packageFile('fixtures/profiles');
const fileOf = (name: string) => join(folder, `${name}.json`);
const described = { name: 'mine', description: 'for a test' };
const decoder = {
  profile: 'D3D11_DECODER_PROFILE_H264_VLD_NOFGT',
  outputFormats: ['NV12', 'P010'],
  configs: [{ bitstreamEncryption: 'DXVA_NoEncrypt', bitstreamRaw: 2 }],
};
const message = (profile: unknown) => (caught(() => loadProfile(profile as string)) as Error).message;

describe('the profiles of the package', () => {
  it('are these, each under the name that its file has, with a description', () => {
    expect(profileNames()).toEqual([
      ...['default', 'hardware-decode', 'hardware-drm', 'no-protection', 'no-video-device'],
      ...[
        'nvidia-opm',
        'read-back-key',
        'sequential-iv',
        'slice-data-only',
        'unsupported-crypto',
        'whcp-2016',
      ],
    ]);
    for (const name of profileNames()) {
      const json = JSON.parse(readFileSync(fileOf(name), 'utf8')) as { name: string; description: string };
      expect([name, loadProfile(name).name]).toEqual([json.name, name]);
      expect(json.description).toMatch(/^[A-Z].{40,}\.$/);
    }
  });

  it('the default says all of what a driver is that has none', () => {
    expect(loadProfile('default')).toEqual(defaultProfile);
  });

  it.each([
    ['read-back-key', CAPS.ENCRYPTED_READ_BACK_KEY],
    ['slice-data-only', CAPS.ENCRYPT_SLICEDATA_ONLY],
    ['sequential-iv', CAPS.SEQUENTIAL_CTR_IV],
  ])('%s is the default with one cap more (D-66)', (name, cap) => {
    expect(loadProfile(name)).toEqual({ ...defaultProfile, name, caps: defaultProfile.caps | cap });
  });

  it('whcp-2016 has AES for H.264 and MPEG-2 alone', () => {
    const { videoDevice } = createDevice({ profile: 'whcp-2016' });
    expect(videoDevice.getKeyExchangeTypes(CTR, H264)).toEqual([OAEP]);
    expect(() => videoDevice.getContentProtectionCaps(CTR, HEVC)).toThrow('D3DDDIERR_UNSUPPORTEDCRYPTO');
  });

  it('whcp-2016 has COPP and version 1 of OPM, each with a certificate', () => {
    const opened = HostOpm.open(createDriver({ profile: 'whcp-2016' })).opm!;
    expect(opened.version).toBe(1);
    for (const type of [0, 1]) expect(opened.certificate(type).bytes!.length).toBeGreaterThan(500);
    for (const semantics of [0, 1]) expect(opened.createProtectedOutput(0, semantics).status).toBe(0);
  });

  it('hardware-drm has every version of the interface, and a crypto type that is its own exchange (D-65)', () => {
    const { interfaceVersions, cryptoTypes, hwProtection } = loadProfile('hardware-drm');
    expect(interfaceVersions).toEqual(interfaceVersionNames);
    const [vendor, aes] = cryptoTypes;
    expect([vendor!.keyExchangeTypes, vendor!.acceptedExchanges]).toEqual([
      [D3DWDDM2_0DDI_KEY_EXCHANGE_HW_PROTECTION],
      [guid('0586e681-4e14-4133-85e5-a1041f599e26')],
    ]);
    // By the numbers of the DDI, 0x4000 and 0x8000 among them (D-40).
    expect(vendor!.caps).toBe(0xf80a);
    expect([aes!.cryptoType, aes!.keyExchangeTypes]).toEqual([CTR, [OAEP]]);
    expect(hwProtection.commands[0]).toEqual({ functionId: 0x9000_0001, does: 'echo' });
  });

  it('no-protection answers with zeros, as D3D11On12 does (GCPC-10)', () => {
    const { videoDevice } = createDevice({ profile: 'no-protection' });
    for (const type of [CTR, null])
      expect(videoDevice.getContentProtectionCaps(type, H264)).toMatchObject({
        Caps: 0,
        KeyExchangeTypeCount: 0,
        BlockAlignmentSize: 0,
        ProtectedMemorySize: 0n,
      });
    expect(() => videoDevice.createCryptoSession(CTR, null, OAEP)).toThrow();
  });

  it('unsupported-crypto refuses (GCPC-4, D-11)', () => {
    const { videoDevice } = createDevice({ profile: 'unsupported-crypto' });
    expect(() => videoDevice.getContentProtectionCaps(CTR, H264)).toThrow('D3DDDIERR_UNSUPPORTEDCRYPTO');
  });

  it('no-video-device has no video device (D-19)', () => {
    expect(() => createDevice({ profile: 'no-video-device' }).videoDevice).toThrow('E_NOINTERFACE');
  });
});

describe('a profile of one’s own', () => {
  it('comes as a path, as text, or parsed, and is the default where it says nothing', () => {
    const json = { ...described, rowPitchBytes: 256, adapter: { vendorId: 0x10de } };
    const path = join(mkdtempSync(join(tmpdir(), 'softumd-')), 'mine.json');
    writeFileSync(path, JSON.stringify(json));
    const profile = {
      ...defaultProfile,
      name: 'mine',
      rowPitchBytes: 256,
      adapter: { ...defaultProfile.adapter, vendorId: 0x10de },
    };
    for (const given of [path, JSON.stringify(json), json]) expect(loadProfile(given)).toEqual(profile);
    expect(createDriver({ profile: path }).profile).toEqual(profile);
    expect(createMachine([{ profile: path }]).adapters[0]!.description.vendorId).toBe(0x10de);
  });

  it('has GUIDs by either header’s name or as text, caps by name, 64 bits as hex (D-62)', () => {
    const vendor = '0586E681-4E14-4133-85E5-A1041F599E26';
    const { caps, cryptoTypes, protectedMemoryBytes } = loadProfile({
      ...described,
      caps: ['SOFTWARE', 'DECRYPTION_BLT'],
      protectedMemoryBytes: '0xFfffffffffffffff',
      cryptoTypes: [
        {
          cryptoType: 'D3D11_1DDI_CRYPTO_TYPE_AES128_CTR',
          keyExchangeTypes: ['D3D11_KEY_EXCHANGE_RSAES_OAEP'],
          acceptedExchanges: ['D3D11_CRYPTO_TYPE_AES128_CTR'],
          decodeProfiles: ['D3D11_DECODER_PROFILE_H264_VLD_NOFGT', vendor],
          caps: [],
          protectedMemoryBytes: '0x7',
          blockAlignmentBytes: 8,
        },
      ],
    });
    expect([caps, protectedMemoryBytes]).toEqual([0x401, (1n << 64n) - 1n]);
    expect(cryptoTypes).toEqual([
      {
        cryptoType: CTR,
        keyExchangeTypes: [OAEP],
        acceptedExchanges: [CTR],
        decodeProfiles: [H264, guid(vendor.toLowerCase())],
        caps: 0,
        protectedMemoryBytes: 7n,
        blockAlignmentBytes: 8,
      },
    ]);
  });

  it('has the commands of a DRM component, by numbers in hex; what is left out of them is the default’s', () => {
    const commands = [{ functionId: '0x90000001', does: 'echo' }];
    expect(loadProfile({ ...described, hwProtection: { commands } }).hwProtection).toEqual({
      privateInputBytes: 0,
      privateOutputBytes: 0,
      commands: [{ functionId: 0x9000_0001, does: 'echo' }],
    });
    for (const [hwProtection, text] of [
      [7, 'profile.hwProtection: expected an object, received 7'],
      [{ commands: 7 }, 'profile.hwProtection.commands: expected an array, received 7'],
      [{ commands: [{ functionId: '0x100000000', does: 'echo' }] }, 'commands[0].functionId: expected'],
      [
        { commands: [{ functionId: '0x1', does: 'sing' }] },
        "commands[0].does: expected 'echo', 'install-key'",
      ],
      [{ privateInputBytes: -1 }, 'profile.hwProtection.privateInputBytes: expected a whole number'],
    ] as const)
      expect(message({ ...described, hwProtection })).toContain(text);
  });

  it('has decoders, with GUIDs and formats by name', () => {
    const { decoders } = loadProfile({ ...described, decoders: [decoder] });
    expect(decoders).toEqual([
      {
        profile: H264,
        outputFormats: [DXGI_FORMAT.NV12, DXGI_FORMAT.P010],
        configs: [{ bitstreamEncryption: DXVA_NoEncrypt, bitstreamRaw: 2 }],
      },
    ]);
  });

  it('has outputs, with keys of receivers as hex', () => {
    const outputs = JSON.parse(
      JSON.stringify(defaultProfile.outputs, (_name, value: unknown) =>
        typeof value === 'bigint' ? `0x${value.toString(16)}` : value,
      ),
    ) as unknown;
    expect(loadProfile({ ...described, outputs }).outputs).toEqual(defaultProfile.outputs);
  });

  it.each<[string, unknown, string]>([
    ['a name that is near', 'whpc-2016', "no profile 'whpc-2016'; did you mean whcp-2016?"],
    ['a name that is not', 'zzzzzzzz', "no profile 'zzzzzzzz'; there are default, hardware-decode"],
    ['a file that is not there', './nowhere.json', "cannot read './nowhere.json'"],
    ['text that is no JSON', '{', 'the profile is no JSON'],
    ['no description', { name: 'x' }, 'profile.description: expected text, received undefined'],
    ['a misspelt member', { ...described, cap: [] }, 'profile.cap: unknown option; did you mean caps?'],
    [
      'a cap that there is not',
      { ...described, caps: ['SOFT'] },
      'profile.caps[0]: expected the name of a cap: SOFTWARE, HARDWARE, PROTECTION_ALWAYS_ON, PARTIAL_DECRYPTION',
    ],
    [
      'an exchange that is not emulated',
      {
        ...described,
        cryptoTypes: [
          {
            cryptoType: 'D3D11_CRYPTO_TYPE_AES128_CTR',
            keyExchangeTypes: ['D3DKEYEXCHANGE_DXVA'],
            decodeProfiles: [],
          },
        ],
      },
      '(D3DKEYEXCHANGE_DXVA is not emulated)',
    ],
    [
      'a format that there is not',
      { ...described, decoders: [{ ...decoder, outputFormats: ['NV13'] }] },
      'profile.decoders[0].outputFormats[0]: expected the name of a DXGI_FORMAT, such as NV12',
    ],
    [
      'a decoder without a configuration in clear',
      { ...described, decoders: [{ ...decoder, configs: [] }] },
      'profile.decoders[0].configs: expected one configuration with DXVA_NoEncrypt',
    ],
    [
      'a decode profile that is there twice',
      { ...described, decoders: [decoder, decoder] },
      'profile.decoders: expected each profile once',
    ],
    ['a number of 64 bits', { ...described, protectedMemoryBytes: 1 }, 'expected 64 bits as hex text'],
    ['65 bits', { ...described, protectedMemoryBytes: '0x10000000000000000' }, 'expected 64 bits as hex'],
    ['a switch that is none', { ...described, oaepHash: 'md5' }, "profile.oaepHash: expected 'sha512'"],
    ['nothing', null, 'expected an object, received null'],
  ])('is refused for %s', (_what, profile, text) => {
    expect(message(profile)).toContain(`loadProfile: `);
    expect(message(profile)).toContain(text);
  });

  it('is told of in the words of who was asked: a device, a driver', () => {
    for (const make of [createDevice, createDriver])
      expect(() => make({ profile: 'defualt' })).toThrow("no profile 'defualt'; did you mean default?");
  });

  it('of any JSON is read, or refused with a TypeError', () => {
    const members = Object.keys({ ...defaultProfile, description: '' });
    const json = fc.dictionary(fc.constantFrom(...members), fc.jsonValue());
    fc.assert(
      fc.property(json, (value) => {
        const error = caught(() => loadProfile({ ...described, ...value }));
        if (error !== undefined) expect(error).toBeInstanceOf(TypeError);
      }),
    );
  });
});
