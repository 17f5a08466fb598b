import { describe, expect, it } from '@jest/globals';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadProfile, profileNames } from 'softumd';
import { engineText } from '../../src/cli/caps-table.js';
import { runCli } from './run.js';

function fileWith(profile: object): string {
  const path = join(mkdtempSync(join(tmpdir(), 'softumd-')), 'mine.json');
  writeFileSync(path, JSON.stringify({ name: 'mine', description: 'for a test', ...profile }));
  return path;
}

interface Caps {
  readonly profile: { readonly name: string; readonly cryptoTypes: readonly object[] };
  readonly videoDevice: boolean;
  readonly engine: { readonly engine: string; readonly ctr: string; readonly why: string };
  readonly pairs: readonly {
    readonly cryptoType: string | null;
    readonly decodeProfile: string | null;
    readonly answer: Readonly<Record<string, unknown>>;
  }[];
}

async function capsJson(...args: string[]): Promise<Caps> {
  const { code, out } = await runCli(['caps', ...args, '--json']);
  expect(code).toBe(0);
  return JSON.parse(out) as Caps;
}

describe('softumd caps', () => {
  it.each(profileNames())('shows %s on lines that fit a terminal', async (name) => {
    const { code, out, err } = await runCli(['caps', name]);
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(new RegExp(`^profile +${name}$`, 'm'));
    expect(out).toMatch(/^engine +OpenSSL \d/m);
    expect(out.split('\n').filter((line) => line.length > 80 || line !== line.trimEnd())).toEqual([]);
  });

  it('shows what players are told, by crypto type and decode profile', async () => {
    const { out } = await runCli(['caps']);
    expect(out).toMatch(/^ {2}decode profile +key exchange +align +memory +caps$/m);
    for (const profile of ['\\(no decoding\\)', 'H264_VLD_NOFGT', 'MPEG2_VLD'])
      expect(out).toMatch(new RegExp(`^ {2}${profile} +RSAES_OAEP +16 +0x10000000 +0x479$`, 'm'));
    const columns = out
      .split('\n')
      .filter((line) => /^ {2}(decode profile|H264_VLD_NOFGT|MPEG2_VLD) /.test(line));
    const starts = columns.map((line) => [...line.matchAll(/(?<= {2})\S/g)].map(({ index }) => index).join());
    expect(new Set(starts).size).toBe(1); // one below the other
    expect(out).toMatch(/^caps 0x479 +SOFTWARE, PARTIAL_DECRYPTION, CONTENT_KEY,/m);
    expect(out).toMatch(/^switches +all as decided$/m);
  });

  it('shows which commands the trusted environment has, where it has any', async () => {
    const { out } = await runCli(['caps', 'hardware-drm']);
    expect(out).toContain(`
commands    0x90000001 echo, 0x53550001 install-key, 0x53550002 forget-key
`);
    expect((await runCli(['caps'])).out).not.toMatch(/^commands/m);
  });

  it('shows which channels there are, and what they tell of accessible memory', async () => {
    expect((await runCli(['caps'])).out).toContain(`
channels    software
accessible  PCIEXPRESS: non-contiguous blocks, AES128_CTR
`);
    expect((await runCli(['caps', 'hardware-drm'])).out).toContain('\nchannels    software, hardware\n');
    expect((await runCli(['caps', 'no-protection'])).out).toContain('\nchannels    none\n');
  });

  it('shows caps that differ from one decode profile to the other, and what is accepted besides', async () => {
    const type = { cryptoType: 'D3D11_CRYPTO_TYPE_AES128_CTR' };
    const [oaep, H264, HEVC] = [
      'D3D11_KEY_EXCHANGE_RSAES_OAEP',
      'D3D11_DECODER_PROFILE_H264_VLD_NOFGT',
      'D3D11_DECODER_PROFILE_HEVC_VLD_MAIN',
    ];
    const path = fileWith({
      oaepHash: 'sha256',
      cryptoTypes: [
        { ...type, keyExchangeTypes: [oaep], decodeProfiles: [H264], caps: ['SOFTWARE'] },
        {
          ...type,
          keyExchangeTypes: [],
          acceptedExchanges: [type.cryptoType],
          decodeProfiles: [HEVC],
          caps: ['HARDWARE'],
        },
      ],
    });
    const { out } = await runCli(['caps', path]);
    expect(out).toMatch(/^ {2}\(no decoding\) +RSAES_OAEP .* 0x1$/m);
    expect(out).toMatch(/^ {2}H264_VLD_NOFGT +RSAES_OAEP .* 0x1$/m);
    expect(out).toMatch(/^ {2}HEVC_VLD_MAIN +- .* 0x2$/m);
    expect(out).toMatch(/^caps 0x3 +SOFTWARE, HARDWARE$/m); // no type: all of them (GCPC-7)
    expect(out).toMatch(/^accepted +AES128_CTR for AES128_CTR, without being enumerated \(D-65\)$/m);
    expect(out).toMatch(/^switches +oaepHash: sha256$/m);
  });

  it('says that nothing is supported, or that there is nothing to ask', async () => {
    const refused = await runCli(['caps', 'unsupported-crypto']);
    expect(refused.out).toMatch(/^ {2}\(no decoding\) +D3DDDIERR_UNSUPPORTEDCRYPTO$/m);
    expect((await runCli(['caps', 'no-protection'])).out).toMatch(/^caps 0x0 +none$/m);
    expect((await runCli(['caps', 'no-video-device'])).out).toContain('no video device: E_NOINTERFACE');
  });

  it('prints one JSON object', async () => {
    const whcp = await capsJson('whcp-2016');
    expect([whcp.profile.name, whcp.videoDevice, whcp.engine.engine]).toEqual(['whcp-2016', true, 'openssl']);
    expect(whcp.pairs.map(({ cryptoType, decodeProfile }) => [cryptoType, decodeProfile])).toEqual(
      ['D3D11_CRYPTO_TYPE_AES128_CTR', null].flatMap((type) =>
        [null, 'D3D11_DECODER_PROFILE_H264_VLD_NOFGT', 'D3D11_DECODER_PROFILE_MPEG2_VLD'].map((profile) => [
          type,
          profile,
        ]),
      ),
    );
    expect(whcp.pairs[1]!.answer).toMatchObject({
      capsBits: 0x479,
      keyExchanges: ['D3D11_KEY_EXCHANGE_RSAES_OAEP'],
      blockAlignmentBytes: 16,
      protectedMemoryBytes: '0x10000000',
    });
    expect(await capsJson('no-video-device')).toMatchObject({ videoDevice: false, pairs: [] });
  });

  it.each(profileNames())('prints %s as a profile that loads as the same again', async (name) => {
    const { profile } = await capsJson(name);
    expect(loadProfile(profile)).toEqual(loadProfile(name));
    const again = await capsJson(fileWith(profile));
    expect(again.profile).toEqual(profile);
  });

  it('prints names where headers have them, and all that a profile of one’s own says', async () => {
    const own = '6e1d2a77-29be-4f0f-9d6a-1b8f1a0c3e55';
    const cryptoType = {
      cryptoType: own,
      keyExchangeTypes: ['D3D11_KEY_EXCHANGE_RSAES_OAEP'],
      acceptedExchanges: ['D3D11_CRYPTO_TYPE_AES128_CTR'],
      decodeProfiles: ['D3D11_DECODER_PROFILE_H264_VLD_NOFGT', own],
      caps: ['HARDWARE', 'DECRYPTION_BLT'],
      blockAlignmentBytes: 0,
      protectedMemoryBytes: '0xffffffffffffffff',
    };
    const path = fileWith({ cryptoTypes: [cryptoType], certificateContainer: 'leaf' });
    const { profile } = await capsJson(path);
    expect(profile.cryptoTypes).toEqual([cryptoType]);
    expect(profile).toMatchObject({ name: 'mine', description: 'for a test', certificateContainer: 'leaf' });
    expect(loadProfile(profile)).toEqual(loadProfile(path));
  });

  it.each([
    { busType: 0x4_0001, contiguousBlocks: true },
    { busType: 0xffff_ffff, nonContiguousBlocks: false, encryptions: [] },
    { encryptions: ['6e1d2a77-29be-4f0f-9d6a-1b8f1a0c3e55', 'D3D11_CRYPTO_TYPE_AES128_CTR'] },
  ])('prints what channels tell of accessible memory so that it loads again: %j', async (accessibility) => {
    const path = fileWith({ accessibility });
    const { profile } = await capsJson(path);
    expect(profile).toMatchObject({ accessibility });
    expect(loadProfile(profile)).toEqual(loadProfile(path));
  });

  it('lists the profiles', async () => {
    const { code, out } = await runCli(['caps', '--list']);
    expect(code).toBe(0);
    expect(out.match(/^\S+/gm)).toEqual(profileNames());
    const json = JSON.parse((await runCli(['caps', '--list', '--json'])).out) as { name: string }[];
    expect(json.map(({ name }) => name)).toEqual(profileNames());
  });

  it.each([
    ['whcp-2061', "no profile 'whcp-2061'; did you mean whcp-2016?"],
    ['x', "no profile 'x'; there are default, hardware-decode"],
    ['./nowhere.json', "cannot read './nowhere.json'"],
  ])('does not know %s: exit code 2', async (name, text) => {
    const { code, out, err } = await runCli(['caps', name]);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(`softumd: ${text}`);
    expect(err.trimEnd()).not.toContain('\n');
  });

  it('tells what is wrong with a profile of one’s own: exit code 2', async () => {
    const path = fileWith({ caps: ['SOFT'] });
    const { code, err } = await runCli(['caps', path]);
    expect(code).toBe(2);
    expect(err).toContain(`${path}.caps[0]: expected the name of a cap`);
  });
});

it.each([
  ['in place', /^OpenSSL 3\.0, AES-CTR in place: why$/],
  ['copied', /^OpenSSL 3\.0, AES-CTR copied by Node: why$/],
] as const)('says how the engine works: %s', (ctr, text) => {
  expect(engineText({ engine: 'openssl', version: '3.0', ctr, why: 'why' })).toMatch(text);
});
