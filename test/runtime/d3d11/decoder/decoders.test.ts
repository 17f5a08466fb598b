/** What there is to decode with, decoders and their views: what is answered, what the driver is asked, how long they live. */
import { describe, expect, it } from '@jest/globals';
import type { Hresult } from 'softumd/d3d11';
import * as d3d11 from 'softumd/d3d11';
import {
  D3D11_1DDI_VIDEO_DECODER_BUFFER_INFO as BUFFER_INFO,
  D3D11_1DDIARG_VIDEODECODEREXTENSION as EXTENSION,
} from 'softumd/ddi';
import { decoderDesc, made, query, references, viewDesc } from '../machine.js';
import { plain, replacing } from '../player.js';
import { BITSTREAM, DecodingPlayer, h264, PICTURE_PARAMETERS } from './decoding-player.js';

const { S_OK, S_FALSE, E_FAIL, E_INVALIDARG, DXVA_NoEncrypt, out } = d3d11;
const unknown = d3d11.guid('11111111-2222-3333-4444-555555555555');

describe('queries', () => {
  it('tell the profiles, and no more than there are (VI-1)', () => {
    const { video } = new DecodingPlayer();
    const count = video.GetVideoDecoderProfileCount();
    const profiles = Array.from({ length: count }, (_, index) => {
      const profile = out<d3d11.Guid>();
      return made(video.GetVideoDecoderProfile(index, profile), profile);
    });
    expect(profiles.slice(0, 2)).toEqual([h264, d3d11.D3D11_DECODER_PROFILE_HEVC_VLD_MAIN]);
    expect(profiles.length).toBe(5);
    const cell = { value: unknown };
    expect([video.GetVideoDecoderProfile(count, cell), cell.value]).toEqual([E_INVALIDARG, unknown]);
  });

  it('tell formats: an unsuitable one is FALSE, an unknown profile refused (VI-8, VI-9)', () => {
    const { video } = new DecodingPlayer();
    const { NV12, P010 } = d3d11.DXGI_FORMAT;
    const supported = out<number>();
    expect([video.CheckVideoDecoderFormat(h264, NV12, supported), supported.value]).toEqual([S_OK, 1]);
    expect([video.CheckVideoDecoderFormat(h264, P010, supported), supported.value]).toEqual([S_OK, 0]);
    expect(video.CheckVideoDecoderFormat(unknown, NV12, out())).toBe(E_INVALIDARG);
  });

  it('tell configurations, one without encryption among them, and refuse other descriptions (VDEC-9, VI-2)', () => {
    const player = new DecodingPlayer();
    expect(player.config()).toMatchObject({
      guidConfigBitstreamEncryption: DXVA_NoEncrypt,
      ConfigBitstreamRaw: 1,
    });
    const count = out<number>();
    player.video.GetVideoDecoderConfigCount(decoderDesc, count);
    expect(player.video.GetVideoDecoderConfig(decoderDesc, count.value!, out())).toBe(E_INVALIDARG);
    const { P010 } = d3d11.DXGI_FORMAT;
    for (const change of [{ Guid: unknown }, { OutputFormat: P010 }, { SampleWidth: 0 }])
      expect(player.video.GetVideoDecoderConfigCount({ ...decoderDesc, ...change }, out())).toBe(
        E_INVALIDARG,
      );
    expect(player.reason).toBe(S_OK);
  });

  it('tell caps of what the other queries have, and UNSUPPORTED of what they have not', () => {
    const { video2 } = new DecodingPlayer();
    const rate = { Numerator: 30, Denominator: 1 };
    const capsOf = (profile: d3d11.Guid, type: d3d11.Guid | null) => {
      const caps = out<number>();
      return made(video2.GetVideoDecoderCaps(profile, 64, 32, rate, 0, type, caps), caps);
    };
    const { UNSUPPORTED } = d3d11.D3D11_VIDEO_DECODER_CAPS;
    expect(capsOf(h264, null)).toBe(0);
    expect(capsOf(h264, d3d11.D3D11_CRYPTO_TYPE_AES128_CTR)).toBe(0);
    expect(capsOf(unknown, null)).toBe(UNSUPPORTED);
    expect(capsOf(h264, unknown)).toBe(UNSUPPORTED);
    expect(video2.GetVideoDecoderCaps(h264, 0, 32, rate, 0, null, out())).toBe(E_INVALIDARG);
  });
});

describe('what no driver is asked', () => {
  const [rate, sample] = [
    { Numerator: 30, Denominator: 1 },
    { Width: 32, Height: 16, Format: d3d11.DXGI_FORMAT.NV12, ColorSpace: 0 },
  ];

  it('is answered: no frame is written smaller', () => {
    const player = new DecodingPlayer();
    const { video2, context3 } = player;
    const [supported, hint] = [out<number>(), out<number>()];
    const config = player.config();
    const check = (change = {}, space = 0, wanted = sample) =>
      video2.CheckVideoDecoderDownsampling(
        { ...decoderDesc, ...change },
        ...([space, config, rate, wanted, supported, hint] as const),
      );
    for (const wrong of [
      () => check({ SampleWidth: 0 }),
      () => check({}, 25),
      () => check({}, 0, { ...sample, ColorSpace: 25 }),
      () => check({}, 0, { ...sample, Width: 0 }),
    ]) {
      expect(wrong()).toBe(E_INVALIDARG);
      expect([supported, hint]).toEqual([{}, {}]);
    }
    expect([check(), supported.value, hint.value]).toEqual([S_OK, 0, 0]);
    const recommended = out<d3d11.D3D11_VIDEO_SAMPLE_DESC>();
    const recommend = (space: number) =>
      video2.RecommendVideoDecoderDownsampleParameters(decoderDesc, space, config, rate, recommended);
    expect([recommend(25), recommended]).toEqual([E_INVALIDARG, {}]);
    expect(recommend(0)).toBe(S_OK);
    expect(recommended.value).toEqual({ Width: 0, Height: 0, Format: 0, ColorSpace: 0 });
    const decoder = player.decoder();
    expect(context3.DecoderEnableDownsampling(decoder, 0, sample, 1)).toBe(E_INVALIDARG);
    expect(context3.DecoderUpdateDownsampling(decoder, sample)).toBe(E_INVALIDARG);
  });

  it('is answered: no decoder counts histograms', () => {
    const { video2 } = new DecodingPlayer();
    // D3D11_FEATURE_DATA_VIDEO_DECODER_HISTOGRAM: the description has 28 bytes of its 40.
    const data = new Uint8Array(40).fill(0xee);
    for (const [feature, size] of [
      [1, 40],
      [0, 39],
      [0, 28],
    ] as const) {
      expect(video2.CheckFeatureSupport(feature, data.slice(), size)).toBe(E_INVALIDARG);
      expect(data).toEqual(new Uint8Array(40).fill(0xee));
    }
    expect(video2.CheckFeatureSupport(0, data, 40)).toBe(S_OK);
    expect(data).toEqual(new Uint8Array(40).fill(0xee, 0, 28));
  });
});

/** The driver's functions that a call comes to. */
function callsOf(
  run: (player: DecodingPlayer) => void,
  before = (player: DecodingPlayer): unknown => player,
) {
  const calls: string[] = [];
  const player = new DecodingPlayer({
    interposer:
      (declaration, inner) =>
      (...args) => {
        calls.push(declaration.name);
        return inner(...args);
      },
  });
  before(player);
  calls.length = 0;
  run(player);
  return calls;
}

describe('a decoder', () => {
  it('is made in the order of VDEC-1 and VDEC-7, with a resource for each buffer', () => {
    let config: d3d11.D3D11_VIDEO_DECODER_CONFIG;
    const calls = callsOf(
      ({ video }) => {
        expect(video.CreateVideoDecoder(decoderDesc, config, out())).toBe(S_OK);
      },
      (player) => (config = player.config()),
    );
    const asked = /^(GetVideoDecoderProfile|CheckVideoDecoderFormat|GetVideoDecoderProfileCount)$/;
    const pair = ['CalcPrivateResourceSize', 'CreateResource'];
    expect(calls.filter((name) => !asked.test(name))).toEqual([
      ...['GetVideoDecoderBufferTypeCount', ...Array<string>(4).fill('GetVideoDecoderBufferInfo')],
      ...['CalcPrivateVideoDecoderSize', 'CreateVideoDecoder'],
      ...[...pair, ...pair, ...pair, ...pair, 'VideoDecoderGetHandle'],
    ]);
  });

  it('tells what it was made with, and the driver’s number for it, all 64 bits', () => {
    const player = new DecodingPlayer();
    const decoder = player.decoder();
    const [desc, config] = [out<d3d11.D3D11_VIDEO_DECODER_DESC>(), out<d3d11.D3D11_VIDEO_DECODER_CONFIG>()];
    expect(decoder.GetCreationParameters(desc, config)).toBe(S_OK);
    expect([desc.value, config.value]).toEqual([decoderDesc, player.config()]);
    const handle = out<bigint>();
    expect(decoder.GetDriverHandle(handle)).toBe(S_OK);
    expect(handle.value! >> 52n).toBe(0xdecn);
  });

  it('holds its device while it is held, and takes all that was made for it along (VDEC-23)', () => {
    const player = new DecodingPlayer();
    const blocks = () => player.memory.live().length;
    const before = blocks();
    const held = references(player.device);
    const decoder = player.decoder();
    expect(references(player.device)).toBe(held + 1);
    expect(blocks()).toBeGreaterThan(before);
    player.videoContext.GetDecoderBuffer(decoder, BITSTREAM, out(), out());
    decoder.Release();
    expect([references(player.device), blocks()]).toEqual([held, before]);
  });

  it('is destroyed after its buffers are unmapped, and before they are', () => {
    const calls = callsOf((player) => {
      const decoder = player.decoder();
      player.videoContext.GetDecoderBuffer(decoder, BITSTREAM, out(), out());
      player.videoContext.DecoderBeginFrame(decoder, player.view(), 0, null);
      d3d11.endDevice(player.device);
    });
    const end = calls.filter((name) =>
      /^(Dynamic)?Resource\w*Unmap|^Destroy(VideoDecoder|Resource)$/.test(name),
    );
    expect(end.slice(0, 2)).toEqual(['DynamicResourceUnmap', 'DestroyVideoDecoder']);
    expect(end.filter((name) => name === 'DestroyResource').length).toBe(5); // four buffers, and the pictures
  });

  it.each<[string, Partial<d3d11.D3D11_VIDEO_DECODER_DESC>]>([
    ['an unknown profile (VI-3)', { Guid: unknown }],
    ['a format that the profile has not', { OutputFormat: d3d11.DXGI_FORMAT.P010 }],
    ['no width', { SampleWidth: 0 }],
    ['no height', { SampleHeight: 0 }],
  ])('is refused for %s, and the driver is not asked to make one', (_what, change) => {
    const calls = callsOf((player) => {
      const decoder = { value: null };
      const config = player.config();
      expect(player.video.CreateVideoDecoder({ ...decoderDesc, ...change }, config, decoder)).toBe(
        E_INVALIDARG,
      );
    });
    expect(calls).not.toContain('CreateVideoDecoder');
  });

  it('is refused by the driver for a configuration that it does not offer (VDEC-5), and the device lives', () => {
    const player = new DecodingPlayer();
    const blocks = player.memory.live().length;
    const config = { ...player.config(), ConfigBitstreamRaw: 7 };
    expect(player.video.CreateVideoDecoder(decoderDesc, config, out())).toBe(E_INVALIDARG);
    expect([player.reason, player.memory.live().length]).toEqual([S_OK, blocks]);
  });

  it.each<[string, { readonly Size?: number; readonly Usage?: number }]>([
    ['without bytes', { Size: 0 }],
    ['of a usage that the CPU cannot write to', { Usage: d3d11.D3D11_USAGE.DEFAULT }],
  ])('is refused where the driver’s buffer is %s (VDEC-13)', (_what, change) => {
    const player: DecodingPlayer = new DecodingPlayer({
      interposer: replacing('GetVideoDecoderBufferInfo', (inner, ...args) => {
        const answer = inner(...args);
        const info = BUFFER_INFO.decode(player.memory, args[3] as never);
        BUFFER_INFO.encode(player.memory, args[3] as never, { ...info, ...change });
        return answer;
      }),
    });
    expect(player.video.CreateVideoDecoder(decoderDesc, player.config(), out())).toBe(E_FAIL);
    expect(player.reason).toBe(S_OK);
  });

  it('leaves nothing behind where one of its buffers cannot be made', () => {
    const player = new DecodingPlayer();
    const config = player.config();
    const blocks = player.memory.live().length;
    const codes: Hresult[] = [];
    for (let nth = 1; codes.at(-1) !== S_OK; nth += 1) {
      player.driver.control.failAllocation(nth);
      const decoder = out<d3d11.ID3D11VideoDecoder>();
      codes.push(player.video.CreateVideoDecoder(decoderDesc, config, decoder));
      if (codes.at(-1) !== S_OK) expect(player.memory.live().length).toBe(blocks);
    }
    expect(codes).toEqual([...Array<Hresult>(5).fill(d3d11.E_OUTOFMEMORY), S_OK]);
  });
});

describe('an output view', () => {
  it('is one slice of a texture, which it holds', () => {
    const player = new DecodingPlayer();
    const texture = player.pictures();
    const held = references(texture);
    const view = player.view(texture, 1);
    expect(references(texture)).toBe(held + 1);
    const [desc, resource] = [out<d3d11.D3D11_VIDEO_DECODER_OUTPUT_VIEW_DESC>(), out<d3d11.ID3D11Resource>()];
    view.GetDesc(desc);
    view.GetResource(resource);
    expect([desc.value, query(resource.value!, d3d11.ID3D11Texture2D)]).toEqual([viewDesc(1), texture]);
    expect(references(texture)).toBe(held + 3);
    view.Release();
    expect(references(texture)).toBe(held + 2);
  });

  it('is only tested without a place for it (VW-6)', () => {
    const player = new DecodingPlayer();
    expect(player.video.CreateVideoDecoderOutputView(player.pictures(), viewDesc(), null)).toBe(S_FALSE);
  });

  it.each<[string, (player: DecodingPlayer) => readonly [d3d11.ID3D11Resource, object]]>([
    ['no dimension (VW-3)', (player) => [player.pictures(), { ViewDimension: 0 }]],
    ['a texture that no decoder writes (VW-4)', (player) => [player.texture(plain), {}]],
    ['a slice behind the last (VW-5)', (player) => [player.pictures(), { Texture2D: { ArraySlice: 2 } }]],
    ['an unknown profile', (player) => [player.pictures(), { DecodeProfile: unknown }]],
    ['a buffer', (player) => [player.buffer(plain), {}]],
    [
      'another format than the profile’s',
      (player) => [player.pictures(), { DecodeProfile: d3d11.D3D11_DECODER_PROFILE_HEVC_VLD_MAIN10 }],
    ],
  ])('is refused for %s', (_what, given) => {
    const player = new DecodingPlayer();
    const [resource, change] = given(player);
    const view: d3d11.Out<d3d11.ID3D11VideoDecoderOutputView> = {};
    const desc = { ...viewDesc(), ...change };
    expect(player.video.CreateVideoDecoderOutputView(resource, desc, view)).toBe(E_INVALIDARG);
    expect([view.value, player.reason]).toEqual([null, S_OK]);
  });
});

describe('DecoderExtension', () => {
  it('is the driver’s, which writes what its caller gets (VDEC-24)', () => {
    const player: DecodingPlayer = new DecodingPlayer({
      interposer: replacing('VideoDecoderExtension', (_inner, ...args) => {
        const { memory } = player;
        const at = args[2] as unknown as number;
        const [input, output] = [memory.readU64((at + 8) as never), memory.readU64((at + 24) as never)];
        memory.writeU32(
          Number(output) as never,
          memory.readU32(Number(input) as never) + memory.readU32(at as never),
        );
        return S_OK;
      }),
    });
    const pPrivateOutputData = new Uint8Array(4);
    const data = {
      ...{ Function: 7, pPrivateInputData: Uint8Array.of(3, 0, 0, 0), PrivateInputDataSize: 4 },
      ...{ pPrivateOutputData, PrivateOutputDataSize: 4, ResourceCount: 0, ppResourceList: null },
    };
    expect(player.videoContext.DecoderExtension(player.decoder(), data)).toBe(S_OK);
    expect([...pPrivateOutputData]).toEqual([10, 0, 0, 0]);
  });

  it('brings the driver the handles of its resources, in their order', () => {
    const seen: bigint[] = [];
    const player: DecodingPlayer = new DecodingPlayer({
      interposer: replacing('VideoDecoderExtension', (_inner, ...args) => {
        const { memory } = player;
        const { ResourceCount, pResourceList } = EXTENSION.decode(memory, args[2] as never);
        for (let at = 0; at < ResourceCount; at += 1)
          seen.push(memory.readU64((pResourceList + 8 * at) as never));
        return S_OK;
      }),
    });
    const ppResourceList = [1, 2, 3].map(() => player.pictures());
    const data = {
      ...{ Function: 7, pPrivateInputData: null, PrivateInputDataSize: 0 },
      ...{ pPrivateOutputData: null, PrivateOutputDataSize: 0, ResourceCount: 3, ppResourceList },
    };
    expect(player.videoContext.DecoderExtension(player.decoder(), data)).toBe(S_OK);
    expect(seen).toEqual(ppResourceList.map((one) => BigInt(d3d11.driverHandlesOf(one).handle)));
  });
});

describe('without decoders', () => {
  it('a driver has no profile, and nothing can be made', () => {
    const player = new DecodingPlayer({ profile: { decoders: [] } });
    expect(player.video.GetVideoDecoderProfileCount()).toBe(0);
    expect(player.video.GetVideoDecoderConfigCount(decoderDesc, out())).toBe(E_INVALIDARG);
    expect(PICTURE_PARAMETERS).toBe(0);
  });
});
