import type { DriverOptions } from 'softumd';
import type { Guid, Hresult } from 'softumd/d3d11';
import * as d3d11 from 'softumd/d3d11';
import type { HCryptoSession, HDecode } from 'softumd/ddi';
import { runtimeDeviceOf } from '../../../../src/runtime/d3d11/libraries.js';
import { bindOverChannel } from '../../../emulator/channel/bind-over-channel.js';
import type { ChannelDevice } from '../../../emulator/channel/channel-bench.js';
import type { Bench } from '../../../emulator/d3d11/bench.js';
import { decoderDesc, made, query, viewDesc } from '../machine.js';
import { Player, plain } from '../player.js';

const { out } = d3d11;

export const { PICTURE_PARAMETERS, SLICE_CONTROL, BITSTREAM } = d3d11.D3D11_VIDEO_DECODER_BUFFER_TYPE;
export const h264 = d3d11.D3D11_DECODER_PROFILE_H264_VLD_NOFGT;

/** A buffer that is in clear, of each form, but for what is told. */
export const clear1 = {
  BufferType: BITSTREAM,
  DataOffset: 0,
  DataSize: 16,
  pIV: null,
  IVSize: 0,
  pSubSampleMappingBlock: null,
  SubSampleMappingCount: 0,
};
export const clear2 = { ...clear1, cBlocksStripeEncrypted: 0, cBlocksStripeClear: 0 };
export const clear = {
  ...{ BufferType: BITSTREAM, BufferIndex: 0, DataOffset: 0, DataSize: 16, FirstMBaddress: 0 },
  ...{ NumMBsInBuffer: 0, Width: 0, Height: 0, Stride: 0, ReservedBits: 0, pIV: null, IVSize: 0 },
  PartialEncryption: 0,
  EncryptedBlockInfo: {
    NumEncryptedBytesAtBeginning: 0,
    NumBytesInSkipPattern: 0,
    NumBytesInEncryptPattern: 0,
  },
};

/** A player that decodes H.264, over the profile `hardware-decode` where no other is given. */
export class DecodingPlayer extends Player {
  readonly video2 = query(this.device, d3d11.ID3D11VideoDevice2);
  readonly context3 = query(this.videoContext, d3d11.ID3D11VideoContext3);

  constructor(options: DriverOptions = {}) {
    super({ profile: 'hardware-decode', ...options });
  }

  /** For decoding, unless told otherwise (CCS-4). */
  override session(profile: Guid | null = h264, exchange?: Guid): d3d11.ID3D11CryptoSession {
    return super.session(profile, exchange);
  }

  /** The first configuration with that encryption. */
  config(encryption: Guid = d3d11.DXVA_NoEncrypt): d3d11.D3D11_VIDEO_DECODER_CONFIG {
    const count = out<number>();
    made(this.video.GetVideoDecoderConfigCount(decoderDesc, count), count);
    for (let index = 0; index < count.value!; index += 1) {
      const config = out<d3d11.D3D11_VIDEO_DECODER_CONFIG>();
      const found = made(this.video.GetVideoDecoderConfig(decoderDesc, index, config), config);
      if (found.guidConfigBitstreamEncryption === encryption) return found;
    }
    throw new Error('the profile has no such configuration');
  }

  decoder(encryption?: Guid): d3d11.ID3D11VideoDecoder {
    const decoder = out<d3d11.ID3D11VideoDecoder>();
    return made(this.video.CreateVideoDecoder(decoderDesc, this.config(encryption), decoder), decoder);
  }

  /** A texture that decoders write to. */
  pictures(changes: Partial<d3d11.D3D11_TEXTURE2D_DESC> = {}): d3d11.ID3D11Texture2D {
    const BindFlags = d3d11.D3D11_BIND.DECODER;
    return this.texture({ ...plain, BindFlags }, { Width: 64, Height: 32, ArraySize: 2, ...changes });
  }

  view(texture = this.pictures(), ArraySlice = 0): d3d11.ID3D11VideoDecoderOutputView {
    const view = out<d3d11.ID3D11VideoDecoderOutputView>();
    return made(this.video.CreateVideoDecoderOutputView(texture, viewDesc(ArraySlice), view), view);
  }

  /** Writes bytes into a decoder's buffer, as players do. */
  fill(decoder: d3d11.ID3D11VideoDecoder, type: number, bytes: Uint8Array): void {
    const buffer = out<Uint8Array>();
    made(this.videoContext.GetDecoderBuffer(decoder, type, out(), buffer), buffer).set(bytes);
    made(this.videoContext.ReleaseDecoderBuffer(decoder, type), {});
  }

  /** A decoder whose frame has begun, in clear. */
  inFrame(): d3d11.ID3D11VideoDecoder {
    const decoder = this.decoder();
    made(this.videoContext.DecoderBeginFrame(decoder, this.view(), 0, null), {});
    return decoder;
  }

  /** Binds a decoder to the session of its frames, over a channel at the DDI (CFG-15). */
  bind(decoder: d3d11.ID3D11VideoDecoder, session: d3d11.ID3D11CryptoSession): void {
    const { hDevice, handle: hDecoder } = d3d11.driverHandlesOf<HDecode>(decoder);
    const { handle: hCryptoSession } = d3d11.driverHandlesOf<HCryptoSession>(session);
    const { video } = runtimeDeviceOf(this.device).host;
    const { memory } = this;
    const bytes: Bench['bytes'] = (content) => {
      const address = memory.allocate(typeof content === 'number' ? content : content.length, 'test');
      if (typeof content !== 'number') memory.copyIn(address, content);
      return address;
    };
    const device = { hDevice, video: video as ChannelDevice['video'], bench: { memory, bytes } };
    bindOverChannel(device, hDecoder, hCryptoSession);
  }

  /** What lies in protected memory after a frame: the API's type of each buffer, and its bytes. */
  decoded(decoder: d3d11.ID3D11VideoDecoder): (readonly [type: number, bytes: Uint8Array])[] {
    const { hDevice, handle } = d3d11.driverHandlesOf<HDecode>(decoder);
    const buffers = this.driver.oracle.decodedBuffers(hDevice, handle) ?? [];
    return buffers.map(({ type, bytes }) => [type - 1, bytes]);
  }

  /** A whole frame of one bitstream, with sub-samples: the code of the first call that fails. */
  frame(
    decoder: d3d11.ID3D11VideoDecoder,
    key: Parameters<d3d11.ID3D11VideoContext['DecoderBeginFrame']>[3],
    bytes: Uint8Array,
    buffer: Partial<d3d11.D3D11_VIDEO_DECODER_BUFFER_DESC2> = {},
  ): Hresult {
    const keyBytes = key === null ? 0 : key instanceof Uint8Array ? key.length : 48;
    const begun = this.videoContext.DecoderBeginFrame(decoder, this.view(), keyBytes, key);
    if (begun !== d3d11.S_OK) return begun;
    this.fill(decoder, BITSTREAM, bytes);
    const desc = { ...clear2, DataSize: bytes.length, ...buffer };
    const submitted = this.context3.SubmitDecoderBuffers2(decoder, 1, [desc]);
    const ended = this.videoContext.DecoderEndFrame(decoder);
    return submitted === d3d11.S_OK ? ended : submitted;
  }
}
