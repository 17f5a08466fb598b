import type { Guid } from '../abi/index.js';
import { failed, type Hresult } from '../abi/index.js';
import type { HDecode } from '../ddi/index.js';
import type { EmulatedDriver } from '../../emulator/index.js';
import type { SubSample } from '../player/index.js';
import type {
  D3D11_VIDEO_DECODER_CONFIG,
  ID3D11CryptoSession,
  ID3D11Device,
  ID3D11Texture2D,
  ID3D11VideoContext1,
  ID3D11VideoDecoder,
  ID3D11VideoDecoderOutputView,
  ID3D11VideoDevice,
  IUnknown,
} from '../runtime/d3d11/index.js';
import {
  D3D11_BIND,
  D3D11_DECODER_BITSTREAM_ENCRYPTION_TYPE_CENC,
  D3D11_DECODER_PROFILE_H264_VLD_NOFGT as H264,
  D3D11_RESOURCE_MISC_FLAG,
  D3D11_USAGE,
  D3D11_VDOV_DIMENSION,
  D3D11_VIDEO_DECODER_BEGIN_FRAME_CRYPTO_SESSION,
  D3D11_VIDEO_DECODER_BUFFER_TYPE,
  driverHandlesOf,
  DXGI_FORMAT,
  out,
} from '../runtime/d3d11/index.js';
import type { Narrator } from './step.js';

const { BITSTREAM } = D3D11_VIDEO_DECODER_BUFFER_TYPE;
const { bytes: frameSessionBytes } = D3D11_VIDEO_DECODER_BEGIN_FRAME_CRYPTO_SESSION;

/** Larger than any stream of a demo needs: nothing is decoded. */
const size = { width: 1920, height: 1088 };

/** A frame as it travels, with what is told of it. */
export interface EncryptedFrame {
  readonly bytes: Uint8Array;
  readonly iv: Uint8Array;
  readonly subSamples: readonly SubSample[];
}

/** An H.264 decoder of frames under CENC that name the session and the key of the trusted environment. */
export class ProtectedDecoder {
  private readonly held: IUnknown[] = [];
  private decoder!: ID3D11VideoDecoder;
  private view!: ID3D11VideoDecoderOutputView;

  constructor(
    private readonly narrator: Narrator,
    private readonly device: ID3D11Device,
    private readonly videoDevice: ID3D11VideoDevice,
    private readonly videoContext: ID3D11VideoContext1,
  ) {}

  /** @throws DemoFailed when a call fails */
  open(): void {
    const desc = {
      ...{ Guid: H264, SampleWidth: size.width, SampleHeight: size.height },
      OutputFormat: DXGI_FORMAT.NV12,
    };
    const count = out<number>();
    const counted = this.videoDevice.GetVideoDecoderConfigCount(desc, count);
    this.narrator.quietly('ID3D11VideoDevice::GetVideoDecoderConfigCount', counted);
    const configs = Array.from({ length: count.value! }, (_, index) => {
      const config = out<D3D11_VIDEO_DECODER_CONFIG>();
      const got = this.videoDevice.GetVideoDecoderConfig(desc, index, config);
      this.narrator.quietly(`ID3D11VideoDevice::GetVideoDecoderConfig(${index})`, got);
      return config.value!;
    });
    const encryption: Guid = D3D11_DECODER_BITSTREAM_ENCRYPTION_TYPE_CENC;
    const config = configs.find((one) => one.guidConfigBitstreamEncryption === encryption)!;
    const decoder = out<ID3D11VideoDecoder>();
    this.narrator.must(
      'ID3D11VideoDevice::CreateVideoDecoder(H264_VLD_NOFGT, CENC)',
      this.videoDevice.CreateVideoDecoder(desc, config, decoder),
      `one of ${configs.length} configurations: each frame names its session and key`,
    );
    this.decoder = this.hold(decoder.value!);
    this.createView();
  }

  /** The bytes that a frame may have: how large the decoder's buffer for its bitstream is. */
  get frameBytes(): number {
    const bytes = out<number>();
    const got = this.videoContext.GetDecoderBuffer(this.decoder, BITSTREAM, bytes, out());
    this.narrator.quietly('ID3D11VideoContext::GetDecoderBuffer(BITSTREAM)', got);
    const released = this.videoContext.ReleaseDecoderBuffer(this.decoder, BITSTREAM);
    this.narrator.quietly('ID3D11VideoContext::ReleaseDecoderBuffer(BITSTREAM)', released);
    return bytes.value!;
  }

  /** Begins a frame, hands its bitstream over and ends it. @returns what BeginFrame answered, where that is a failure */
  decode(session: ID3D11CryptoSession, pKeyInfoId: Guid, frame: EncryptedFrame): Hresult {
    const { decoder, view, videoContext, narrator } = this;
    const begun = videoContext.DecoderBeginFrame(decoder, view, frameSessionBytes, {
      ...{ pCryptoSession: session, BlobSize: 0, pBlob: null, pKeyInfoId },
      ...{ PrivateDataSize: 0, pPrivateData: null },
    });
    if (failed(begun)) return begun;
    const buffer = out<Uint8Array>();
    const got = videoContext.GetDecoderBuffer(decoder, BITSTREAM, out(), buffer);
    narrator.quietly('ID3D11VideoContext::GetDecoderBuffer(BITSTREAM)', got);
    buffer.value!.set(frame.bytes);
    const released = videoContext.ReleaseDecoderBuffer(decoder, BITSTREAM);
    narrator.quietly('ID3D11VideoContext::ReleaseDecoderBuffer(BITSTREAM)', released);
    const submitted = videoContext.SubmitDecoderBuffers1(decoder, 1, [
      {
        ...{ BufferType: BITSTREAM, DataOffset: 0, DataSize: frame.bytes.length },
        ...{ pIV: frame.iv, IVSize: frame.iv.length },
        pSubSampleMappingBlock: [...frame.subSamples],
        SubSampleMappingCount: frame.subSamples.length,
      },
    ]);
    narrator.quietly('ID3D11VideoContext1::SubmitDecoderBuffers1', submitted);
    const ended = videoContext.DecoderEndFrame(decoder);
    narrator.quietly('ID3D11VideoContext::DecoderEndFrame', ended);
    return ended;
  }

  /** What lies in protected memory of the last frame: only a test double tells. */
  decoded({ oracle }: EmulatedDriver): Uint8Array {
    const { hDevice, handle } = driverHandlesOf<HDecode>(this.decoder);
    const [bitstream] = oracle.decodedBuffers(hDevice, handle) ?? [];
    return bitstream?.bytes ?? new Uint8Array();
  }

  release(): void {
    for (const object of this.held.splice(0).reverse()) object.Release();
  }

  private createView(): void {
    const picture = out<ID3D11Texture2D>();
    const created = this.device.CreateTexture2D(
      {
        ...{ Width: size.width, Height: size.height, MipLevels: 1, ArraySize: 1, Format: DXGI_FORMAT.NV12 },
        ...{ SampleDesc: { Count: 1, Quality: 0 }, Usage: D3D11_USAGE.DEFAULT },
        ...{ BindFlags: D3D11_BIND.DECODER, CPUAccessFlags: 0 },
        MiscFlags: D3D11_RESOURCE_MISC_FLAG.HW_PROTECTED,
      },
      null,
      picture,
    );
    const made = `ID3D11Device::CreateTexture2D(NV12, ${size.width} x ${size.height}, HW_PROTECTED)`;
    this.narrator.must(made, created, 'where pictures go to: no CPU gets at it');
    this.hold(picture.value!);
    const desc = {
      DecodeProfile: H264,
      ViewDimension: D3D11_VDOV_DIMENSION.TEXTURE2D,
      Texture2D: { ArraySlice: 0 },
    };
    const view = out<ID3D11VideoDecoderOutputView>();
    const viewed = this.videoDevice.CreateVideoDecoderOutputView(picture.value!, desc, view);
    this.narrator.quietly('ID3D11VideoDevice::CreateVideoDecoderOutputView', viewed);
    this.view = this.hold(view.value!);
  }

  private hold<T extends IUnknown>(object: T): T {
    this.held.push(object);
    return object;
  }
}
