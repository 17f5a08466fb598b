/** RC-14: how FFmpeg, VLC, Kodi, mpv and others choose a decoder's configuration. They know nothing of protection. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createMachine, type DriverOptions, loadProfile, profileNames } from 'softumd';
import type { D3D11_VIDEO_DECODER_CONFIG, D3D11_VIDEO_DECODER_DESC, Guid } from 'softumd/d3d11';
import * as d3d11 from 'softumd/d3d11';
import { made } from '../runtime/d3d11/machine.js';

const { out, S_OK, DXVA_NoEncrypt, NULL_GUID } = d3d11;
const H264 = d3d11.D3D11_DECODER_PROFILE_H264_VLD_NOFGT;
const VP9 = d3d11.D3D11_DECODER_PROFILE_VP9_VLD_PROFILE0;
const HEVC10 = d3d11.D3D11_DECODER_PROFILE_HEVC_VLD_MAIN10;

/** Step 2; 0 where the client cannot use it. */
function score(profile: Guid, config: D3D11_VIDEO_DECODER_CONFIG): number {
  const { ConfigBitstreamRaw, guidConfigBitstreamEncryption } = config;
  const points = ConfigBitstreamRaw === 1 ? 1 : ConfigBitstreamRaw === 2 && profile === H264 ? 2 : 0;
  if (points === 0) return 0;
  return points + (guidConfigBitstreamEncryption === DXVA_NoEncrypt ? 16 : 0);
}

/** The client's own steps: null where there is no valid decoder configuration, or no such profile. */
function choose(video: d3d11.ID3D11VideoDevice, wanted: Guid): D3D11_VIDEO_DECODER_CONFIG | null {
  const profiles = Array.from({ length: video.GetVideoDecoderProfileCount() }, (_, index) => {
    const profile = out<Guid>();
    return made(video.GetVideoDecoderProfile(index, profile), profile);
  });
  if (!profiles.includes(wanted)) return null;
  const desc = descOf(wanted);
  const count = out<number>();
  made(video.GetVideoDecoderConfigCount(desc, count), count);
  let best: { readonly points: number; readonly config: D3D11_VIDEO_DECODER_CONFIG } | null = null;
  for (let index = 0; index < count.value!; index += 1) {
    const config = out<D3D11_VIDEO_DECODER_CONFIG>();
    made(video.GetVideoDecoderConfig(desc, index, config), config);
    const points = score(wanted, config.value!);
    if (points > (best?.points ?? 0)) best = { points, config: config.value! };
  }
  return best?.config ?? null;
}

const descOf = (profile: Guid): D3D11_VIDEO_DECODER_DESC => ({
  Guid: profile,
  SampleWidth: 1920,
  SampleHeight: 1088,
  OutputFormat: profile === HEVC10 ? d3d11.DXGI_FORMAT.P010 : d3d11.DXGI_FORMAT.NV12,
});

/** The device of a machine with such a driver, and the calls that were made. */
function setUp(profile: DriverOptions['profile']) {
  const machine = createMachine([{ profile: profile! }], { calls: 1000 });
  const { videoDevice } = machine.adapters[0]!.createDevice();
  return { video: videoDevice.api, calls: () => machine.calls.map(({ call }) => call) };
}

/** The profiles of the package that have a video device. */
const named = profileNames().filter((name) => loadProfile(name).videoFunctions);

describe('RC-14: decoder set-up of open players', () => {
  it.each(named)('finds a configuration in clear where the profile is %s, and makes its decoder', (name) => {
    const { video, calls } = setUp(name);
    const config = choose(video, H264);
    expect(config).toMatchObject({ guidConfigBitstreamEncryption: DXVA_NoEncrypt, ConfigBitstreamRaw: 2 });
    expect(video.CreateVideoDecoder(descOf(H264), config!, out())).toBe(S_OK);
    expect(calls().filter((call) => /CryptoSession|ContentProtectionCaps|KeyExchange/.test(call))).toEqual(
      [],
    );
  });

  it('finds none for a profile that is not decoded', () => {
    const decoders = loadProfile('default').decoders.filter(({ profile }) => profile !== VP9);
    expect(choose(setUp({ decoders }).video, VP9)).toBeNull();
  });
});

describe('RC-14: encrypted configurations', () => {
  const encryptions = [
    NULL_GUID,
    d3d11.D3D11_DECODER_ENCRYPTION_HW_CENC,
    d3d11.D3D11_DECODER_BITSTREAM_ENCRYPTION_TYPE_CENC,
    d3d11.D3D11_DECODER_BITSTREAM_ENCRYPTION_TYPE_CBCS,
    d3d11.guid('12345678-1234-1234-1234-123456789abc'), // a vendor's
  ];
  const encrypted = fc.record({
    bitstreamEncryption: fc.constantFrom(...encryptions),
    bitstreamRaw: fc.constantFrom(1, 2),
  });
  /** What clear configurations there are for a profile: raw, or for H.264 with short slices as well. */
  const clear = (profile: Guid) =>
    fc
      .subarray(profile === H264 ? [1, 2] : [1], { minLength: 1 })
      .map((raws) => raws.map((bitstreamRaw) => ({ bitstreamEncryption: DXVA_NoEncrypt, bitstreamRaw })));
  const offer = fc.constantFrom(H264, VP9, HEVC10).chain((profile) =>
    fc.record({
      profile: fc.constant(profile),
      clear: clear(profile),
      added: fc.array(fc.record({ at: fc.nat(20), config: encrypted }), { maxLength: 8 }),
    }),
  );

  it.each(['default', 'hardware-drm', 'hardware-decode'])(
    'change nothing, however many there are and wherever: %s',
    (name) => {
      const base = loadProfile(name);
      fc.assert(
        fc.property(offer, ({ profile, clear: inClear, added }) => {
          const { outputFormats } = base.decoders.find((decoder) => decoder.profile === profile)!;
          const winner = (configs: typeof inClear) =>
            choose(setUp({ ...base, decoders: [{ profile, outputFormats, configs }] }).video, profile);
          const all = [...inClear];
          for (const { at, config } of added) all.splice(at % (all.length + 1), 0, config);
          const alone = winner(inClear);
          expect(alone).toMatchObject({ guidConfigBitstreamEncryption: DXVA_NoEncrypt });
          expect(winner(all)).toEqual(alone);
        }),
        { numRuns: 15 },
      );
    },
  );

  it('cannot be all that a profile offers', () => {
    const configs = [{ bitstreamEncryption: encryptions[1]!, bitstreamRaw: 1 }];
    const decoders = [{ profile: H264, outputFormats: [d3d11.DXGI_FORMAT.NV12], configs }];
    expect(() => setUp({ decoders })).toThrow('one configuration with DXVA_NoEncrypt');
  });
});
