import type { ID3D11VideoDecoder, ID3D11VideoDecoderOutputView } from 'softumd/d3d11';
import * as d3d11 from 'softumd/d3d11';
import { D3D11_1DDI_VIDEO_DECODER_BUFFER_INFO as BUFFER_INFO } from 'softumd/ddi';
import { contextOf, decoderDesc, made, query, viewDesc } from '../../machine.js';
import type { Player } from '../../player.js';
import { plain, replacing, textureDesc } from '../../player.js';
import { BITSTREAM, clear, clear1, h264 } from '../../decoder/decoding-player.js';
import type { MessageCase, MessageCases, Scene } from './message-case.js';

const { out } = d3d11;
const noSuchProfile = d3d11.guid('11111111-2222-3333-4444-555555555555');
const noSuchType = 10 as typeof BITSTREAM;
const { MOTION_VECTOR } = d3d11.D3D11_VIDEO_DECODER_BUFFER_TYPE;

/** A player, or a device alone with its video device. */
export interface Maker {
  readonly device: d3d11.ID3D11Device;
  readonly video: d3d11.ID3D11VideoDevice;
}

function configOf({ video }: Pick<Maker, 'video'>): d3d11.D3D11_VIDEO_DECODER_CONFIG {
  const config = out<d3d11.D3D11_VIDEO_DECODER_CONFIG>();
  return made(video.GetVideoDecoderConfig(decoderDesc, 0, config), config);
}

export function decoderOf(player: Maker): ID3D11VideoDecoder {
  const decoder = out<ID3D11VideoDecoder>();
  return made(player.video.CreateVideoDecoder(decoderDesc, configOf(player), decoder), decoder);
}

function picturesOf({ device }: Pick<Maker, 'device'>): d3d11.ID3D11Texture2D {
  const desc = textureDesc({ ...plain, BindFlags: d3d11.D3D11_BIND.DECODER }, { Width: 64, Height: 32 });
  const texture = out<d3d11.ID3D11Texture2D>();
  return made(device.CreateTexture2D(desc, null, texture), texture);
}

export function viewOf(player: Maker): ID3D11VideoDecoderOutputView {
  const view = out<ID3D11VideoDecoderOutputView>();
  const code = player.video.CreateVideoDecoderOutputView(picturesOf(player), viewDesc(), view);
  return made(code, view);
}

/** A decoder whose frame has begun. */
function inFrame(player: Player): ID3D11VideoDecoder {
  const decoder = decoderOf(player);
  made(player.videoContext.DecoderBeginFrame(decoder, viewOf(player), 0, null), {});
  return decoder;
}

const creating = (when: string, change: Partial<d3d11.D3D11_VIDEO_DECODER_DESC>): MessageCase => ({
  when,
  prepare: ({ player }) => {
    const config = configOf(player);
    return () => player.video.CreateVideoDecoder({ ...decoderDesc, ...change }, config, out());
  },
});

const [rate, smallFrame] = [
  { Numerator: 30, Denominator: 1 },
  { Width: 32, Height: 16, Format: d3d11.DXGI_FORMAT.NV12, ColorSpace: 0 },
];

const checkingDownsampling = (when: string, space: number, sample = smallFrame): MessageCase => ({
  when,
  prepare: ({ player, device }) => {
    const [video1, config] = [query(device, d3d11.ID3D11VideoDevice1), configOf(player)];
    return () => video1.CheckVideoDecoderDownsampling(decoderDesc, space, config, rate, sample, out(), out());
  },
});

const recommending = (
  when: string,
  space: number,
  change: Partial<d3d11.D3D11_VIDEO_DECODER_DESC> = {},
): MessageCase => ({
  when,
  prepare: ({ player, device }) => {
    const [video1, config] = [query(device, d3d11.ID3D11VideoDevice1), configOf(player)];
    const desc = { ...decoderDesc, ...change };
    return () => video1.RecommendVideoDecoderDownsampleParameters(desc, space, config, rate, out());
  },
});

/** A driver whose buffers are not what they may be. */
const ofDriver = (when: string, offset: number): MessageCase => {
  const world: { scene?: Scene } = {};
  return {
    when,
    driver: {
      interposer: replacing('GetVideoDecoderBufferInfo', (inner, ...args) => {
        const answer = inner(...args);
        world.scene!.player.memory.writeU32(((args[3] as unknown as number) + offset) as never, 0);
        return answer;
      }),
    },
    prepare: (scene) => {
      world.scene = scene;
      const config = configOf(scene.player);
      return () => scene.player.video.CreateVideoDecoder(decoderDesc, config, out());
    },
  };
};

const viewing = (
  when: string,
  change: Partial<d3d11.D3D11_VIDEO_DECODER_OUTPUT_VIEW_DESC>,
  resourceOf: (player: Player) => d3d11.ID3D11Resource = picturesOf,
): MessageCase => ({
  when,
  prepare: ({ player }) => {
    const resource = resourceOf(player);
    return () => player.video.CreateVideoDecoderOutputView(resource, { ...viewDesc(), ...change }, out());
  },
});

const withDecoder = (
  when: string,
  call: (player: Player, decoder: ID3D11VideoDecoder) => unknown,
  decoder: (player: Player) => ID3D11VideoDecoder = decoderOf,
): MessageCase => ({
  when,
  prepare: ({ player }) => {
    const one = decoder(player);
    return () => call(player, one);
  },
});

const context3Of = ({ device }: Player) => query(contextOf(device), d3d11.ID3D11VideoContext3);

/** DecoderBeginFrame1 with one histogram. */
const withHistogram = (
  when: string,
  buffer: Partial<d3d11.D3D11_BUFFER_DESC>,
  offset = 0,
  components = 1,
): MessageCase => ({
  when,
  prepare: ({ player }) => {
    const [decoder, view, context3] = [decoderOf(player), viewOf(player), context3Of(player)];
    const made3 = out<d3d11.ID3D11Buffer>();
    const desc = { ...plain, ByteWidth: 1024, StructureByteStride: 0, ...buffer };
    const one = made(player.device.CreateBuffer(desc, null, made3), made3);
    const [offsets, buffers] = [
      Array<number>(components).fill(offset),
      Array<typeof one>(components).fill(one),
    ];
    return () => context3.DecoderBeginFrame1(decoder, view, 0, null, components, offsets, buffers);
  },
  driver: { profile: 'hardware-decode' },
});

const outOfMemory = (call: (player: Player) => unknown): MessageCase => ({
  when: 'there is no memory for it',
  prepare: (scene) => {
    scene.exhaust();
    return () => call(scene.player);
  },
});

const extension = (resources: readonly null[]): d3d11.D3D11_VIDEO_DECODER_EXTENSION => ({
  ...{ Function: 1, pPrivateInputData: null, PrivateInputDataSize: 0 },
  ...{ pPrivateOutputData: null, PrivateOutputDataSize: 0 },
  ...{ ResourceCount: resources.length, ppResourceList: resources },
});

/** Decoders, their buffers, views and frames. */
export const decoderCases: MessageCases = {
  GETVIDEODECODERPROFILECOUNT_OUTOFMEMORY: outOfMemory(({ video }) => video.GetVideoDecoderProfileCount()),
  GETVIDEODECODERPROFILE_OUTOFMEMORY_RETURN: outOfMemory(({ video }) =>
    video.GetVideoDecoderProfile(0, out()),
  ),
  CHECKVIDEODECODERFORMAT_OUTOFMEMORY_RETURN: outOfMemory(({ video }) =>
    video.CheckVideoDecoderFormat(h264, d3d11.DXGI_FORMAT.NV12, out()),
  ),
  GETVIDEODECODERCONFIGCOUNT_OUTOFMEMORY_RETURN: outOfMemory(({ video }) =>
    video.GetVideoDecoderConfigCount(decoderDesc, out()),
  ),
  GETVIDEODECODERCONFIG_OUTOFMEMORY_RETURN: outOfMemory(({ video }) =>
    video.GetVideoDecoderConfig(decoderDesc, 0, out()),
  ),
  GETVIDEODECODERPROFILE_INVALIDINDEX: {
    when: 'Index is not below the count; Windows lets the first of them through (api VI-1)',
    prepare:
      ({ player: { video } }) =>
      () =>
        video.GetVideoDecoderProfile(video.GetVideoDecoderProfileCount(), out()),
  },
  GETVIDEODECODERCONFIG_INVALIDINDEX: {
    when: 'Index is not below the count',
    prepare:
      ({ player: { video } }) =>
      () =>
        video.GetVideoDecoderConfig(decoderDesc, 99, out()),
  },
  GETVIDEODECODERCAPS_ZEROWIDTHHEIGHT: {
    when: 'SampleWidth or SampleHeight is 0',
    prepare: ({ device }) => {
      const video1 = query(device, d3d11.ID3D11VideoDevice1);
      return () => video1.GetVideoDecoderCaps(h264, 0, 32, rate, 0, null, out());
    },
  },
  CHECKVIDEODECODERDOWNSAMPLING_INVALIDCOLORSPACE: checkingDownsampling('a colour space is none', 25),
  CHECKVIDEODECODERDOWNSAMPLING_ZEROWIDTHHEIGHT: checkingDownsampling(
    'width or height of pInputDesc or pOutputDesc is 0',
    0,
    { ...smallFrame, Height: 0 },
  ),
  RECOMMENDVIDEODECODERDOWNSAMPLING_INVALIDCOLORSPACE: recommending('the colour space is none', 25),
  RECOMMENDVIDEODECODERDOWNSAMPLING_ZEROWIDTHHEIGHT: recommending('width or height of pInputDesc is 0', 0, {
    SampleWidth: 0,
  }),
  VIDEODECODERENABLEDOWNSAMPLING_UNSUPPORTED: {
    when: 'a decoder is to write smaller frames, which none can here',
    prepare: ({ player, device }) => {
      const context1 = query(contextOf(device), d3d11.ID3D11VideoContext1);
      const decoder = decoderOf(player);
      return () => context1.DecoderEnableDownsampling(decoder, 0, smallFrame, 1);
    },
  },
  VIDEODECODERUPDATEDOWNSAMPLING_UNSUPPORTED: {
    when: 'the decoder does not write smaller frames',
    prepare: ({ player, device }) => {
      const context1 = query(contextOf(device), d3d11.ID3D11VideoContext1);
      const decoder = decoderOf(player);
      return () => context1.DecoderUpdateDownsampling(decoder, smallFrame);
    },
  },
  CREATEVIDEODECODER_OUTOFMEMORY_RETURN: {
    when: 'there is no memory, or the driver says so',
    prepare: ({ player }) => {
      const config = configOf(player);
      player.driver.control.failAllocation(1);
      return () => player.video.CreateVideoDecoder(decoderDesc, config, out());
    },
  },
  CREATEVIDEODECODER_INVALIDFORMAT: creating('the driver has no such profile, or not that format with it', {
    Guid: noSuchProfile,
  }),
  CREATEVIDEODECODER_ZEROWIDTHHEIGHT: creating('SampleWidth or SampleHeight is 0', { SampleHeight: 0 }),
  CREATEVIDEODECODER_DRIVER_INVALIDBUFFERSIZE: ofDriver(
    "the driver's buffer has no bytes",
    BUFFER_INFO.offset.Size,
  ),
  CREATEVIDEODECODER_DRIVER_INVALIDBUFFERUSAGE: ofDriver(
    "the driver's buffer is neither DYNAMIC nor STAGING",
    BUFFER_INFO.offset.Usage,
  ),
  CREATEVIDEODECODEROUTPUTVIEW_OUTOFMEMORY_RETURN: {
    when: 'there is no memory, or the driver says so',
    prepare: ({ player }) => {
      const pictures = picturesOf(player);
      player.driver.control.failAllocation(1);
      return () => player.video.CreateVideoDecoderOutputView(pictures, viewDesc(), out());
    },
  },
  CREATEVIDEODECODEROUTPUTVIEW_INVALIDTYPE: viewing('pResource is no 2D texture', {}, (player) =>
    player.buffer(plain),
  ),
  CREATEVIDEODECODEROUTPUTVIEW_INVALIDBIND: viewing('pResource is without BIND_DECODER', {}, (player) =>
    player.texture(plain),
  ),
  CREATEVIDEODECODEROUTPUTVIEW_UNSUPPORTEDFORMAT: viewing('the profile is not decoded into that format', {
    DecodeProfile: noSuchProfile,
  }),
  CREATEVIDEODECODEROUTPUTVIEW_INVALIDARRAY: viewing('ArraySlice is not below ArraySize', {
    Texture2D: { ArraySlice: 1 },
  }),
  CREATEVIDEODECODEROUTPUTVIEW_INVALIDDIMENSION: viewing('ViewDimension is not TEXTURE2D', {
    ViewDimension: 0,
  }),
  GETDECODERBUFFER_INVALIDTYPE: withDecoder('Type is none of the enum', ({ videoContext }, decoder) =>
    videoContext.GetDecoderBuffer(decoder, noSuchType, out(), out()),
  ),
  GETDECODERBUFFER_INVALIDBUFFER: withDecoder(
    'the decoder has no buffer of that type',
    ({ videoContext }, decoder) => videoContext.GetDecoderBuffer(decoder, MOTION_VECTOR, out(), out()),
  ),
  GETDECODERBUFFER_LOCKED: withDecoder('the buffer was not released', ({ videoContext }, decoder) => {
    videoContext.GetDecoderBuffer(decoder, BITSTREAM, out(), out());
    videoContext.GetDecoderBuffer(decoder, BITSTREAM, out(), out());
  }),
  RELEASEDECODERBUFFER_INVALIDTYPE: withDecoder('Type is none of the enum', ({ videoContext }, decoder) =>
    videoContext.ReleaseDecoderBuffer(decoder, noSuchType),
  ),
  RELEASEDECODERBUFFER_NOTLOCKED: withDecoder('the buffer is not locked', ({ videoContext }, decoder) =>
    videoContext.ReleaseDecoderBuffer(decoder, BITSTREAM),
  ),
  SUBMITDECODERBUFFERS_INVALIDTYPE: withDecoder(
    'BufferType is none that the decoder has a buffer for',
    ({ videoContext }, decoder) =>
      videoContext.SubmitDecoderBuffers(decoder, 1, [{ ...clear, BufferType: MOTION_VECTOR }]),
    inFrame,
  ),
  DECODEREXTENSION_INVALIDRESOURCE: withDecoder(
    'a resource of ppResourceList is null, released, or of another device',
    ({ videoContext }, decoder) => videoContext.DecoderExtension(decoder, extension([null])),
  ),
  DECODERBEGINFRAME_INVALID_HISTOGRAM_COMPONENT_COUNT: withHistogram('more than 4 components', {}, 0, 5),
  DECODERBEGINFRAME_INVALID_HISTOGRAM_BUFFER_OFFSET: withHistogram('an offset is no multiple of 256', {}, 8),
  DECODERBEGINFRAME_INVALID_HISTOGRAM_BUFFER_SIZE: withHistogram('an offset is behind the buffer', {}, 1024),
  DECODERBEGINFRAME_INVALID_HISTOGRAM_BUFFER_USAGE: withHistogram('a buffer is not of usage DEFAULT', {
    Usage: d3d11.D3D11_USAGE.STAGING,
    CPUAccessFlags: d3d11.D3D11_CPU_ACCESS.READ,
  }),
  NO_FRAME: withDecoder('a frame ends, or gets buffers, and none has begun', ({ videoContext }, decoder) =>
    videoContext.DecoderEndFrame(decoder),
  ),
  FRAME_NOT_ENDED: withDecoder(
    'a frame began in another, or its decoder goes',
    (_player, decoder) => decoder.Release(),
    inFrame,
  ),
  SUB_SAMPLE_SUM: {
    ...withDecoder(
      'sub-samples are not as long as the buffer, which the driver refuses (RC-04)',
      (player, decoder) => {
        const map = {
          pSubSampleMappingBlock: [{ ClearSize: 1, EncryptedSize: 1 }],
          SubSampleMappingCount: 1,
        };
        context3Of(player).SubmitDecoderBuffers1(decoder, 1, [{ ...clear1, ...map }]);
      },
      inFrame,
    ),
    driver: { profile: 'hardware-decode' },
    also: ['DRIVER_REFUSED'],
  },
  DECODER_BUFFER_LOCKED: withDecoder(
    'a buffer that is handed over is still locked (api VI-7)',
    ({ videoContext }, decoder) => {
      videoContext.GetDecoderBuffer(decoder, BITSTREAM, out(), out());
      videoContext.SubmitDecoderBuffers(decoder, 1, [clear]);
    },
    inFrame,
  ),
};
