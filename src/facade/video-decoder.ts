import { stateOf } from '../api/kit/index.js';
import { showBriefly } from '../brief.js';
import type {
  D3D11_VIDEO_DECODER_BEGIN_FRAME_CRYPTO_SESSION,
  D3D11_VIDEO_DECODER_CONFIG,
  D3D11_VIDEO_DECODER_DESC,
  Hresult,
  ID3D11VideoContext3,
  ID3D11VideoDecoder,
  ID3D11VideoDecoderOutputView,
  ID3D11VideoDevice2,
} from '../runtime/d3d11/index.js';
import {
  D3D11_VDOV_DIMENSION,
  D3D11_VIDEO_DECODER_BUFFER_DESC,
  D3D11_VIDEO_DECODER_BUFFER_TYPE,
  out,
} from '../runtime/d3d11/index.js';
import { checkInstance, checkWholeNumber, wrongArgument } from './arguments.js';
import { checkCallOptions } from './call-options.js';
import type { FrameBuffer, FrameOptions } from './decoder-options.js';
import { frameSchema } from './decoder-options.js';
import type { Caller } from './hresult-error.js';
import { Resource } from './resource.js';

const { BITSTREAM } = D3D11_VIDEO_DECODER_BUFFER_TYPE;

/** sizeof(D3D11_VIDEO_DECODER_BEGIN_FRAME_CRYPTO_SESSION) (VDBF-6). */
const frameSessionBytes = 48;

/** What decoders are made with, and work through. */
export interface DecoderParts {
  readonly api: ID3D11VideoDecoder;
  readonly device: ID3D11VideoDevice2;
  readonly context: ID3D11VideoContext3;
  readonly caller: Caller;
}

/**
 * One slice of a texture, for a decoder to write to. Nothing is decoded into it.
 *
 * @example
 * ```ts
 * import { createDevice, DecoderOutputView } from 'softumd';
 * import { D3D11_DECODER_PROFILE_H264_VLD_NOFGT, DXGI_FORMAT } from 'softumd/d3d11';
 *
 * const device = createDevice();
 * const size = { width: 320, height: 192 };
 * const decoder = device.videoDevice.createVideoDecoder({ profile: D3D11_DECODER_PROFILE_H264_VLD_NOFGT, ...size });
 * const pictures = device.createTexture('decoded', { format: DXGI_FORMAT.NV12, arraySize: 4, ...size });
 * const last: DecoderOutputView = decoder.createOutputView(pictures, 3);
 * ```
 */
export class DecoderOutputView {
  static {
    showBriefly(this.prototype, 'DecoderOutputView', ({ api }) => ({ state: stateOf(api) }));
  }

  constructor(
    /** The same object in the emulated runtime. */
    readonly api: ID3D11VideoDecoderOutputView,
    private readonly caller: Caller,
  ) {}

  /** Lets go of it, and of its texture. @throws HResultError E_INVALIDARG when it was released before */
  release(): void {
    const call = 'DecoderOutputView.release';
    this.caller.callEvenWhenRemoved(call, 'api REF-17', () => void this.api.Release());
  }
}

/**
 * A decoder: it takes frames, and decrypts their buffers into protected memory. Nothing is decoded; what a frame came to
 * only the driver's oracle tells.
 *
 * @example
 * ```ts
 * import { createDevice, type VideoDecoder } from 'softumd';
 * import { D3D11_DECODER_PROFILE_H264_VLD_NOFGT } from 'softumd/d3d11';
 *
 * const device = createDevice();
 * const size = { width: 320, height: 192 };
 * const decoder: VideoDecoder = device.videoDevice.createVideoDecoder({
 *   profile: D3D11_DECODER_PROFILE_H264_VLD_NOFGT, ...size,
 * });
 * const view = decoder.createOutputView(device.createNv12Texture('decoded', size));
 * decoder.decodeFrame(view, { buffers: [{ bytes: new Uint8Array(1024) }] });
 * ```
 */
export class VideoDecoder {
  static {
    showBriefly(this.prototype, 'VideoDecoder', ({ api }) => ({ state: stateOf(api) }));
  }

  readonly #parts: DecoderParts;

  constructor(parts: DecoderParts) {
    this.#parts = parts;
  }

  /** The same object in the emulated runtime. */
  get api(): ID3D11VideoDecoder {
    return this.#parts.api;
  }

  /** What it was made with. */
  get creationParameters(): {
    readonly desc: D3D11_VIDEO_DECODER_DESC;
    readonly config: D3D11_VIDEO_DECODER_CONFIG;
  } {
    const [desc, config] = [out<D3D11_VIDEO_DECODER_DESC>(), out<D3D11_VIDEO_DECODER_CONFIG>()];
    this.#parts.caller.call('VideoDecoder.creationParameters', 'api DR-11', () =>
      this.api.GetCreationParameters(desc, config),
    );
    return { desc: desc.value!, config: config.value! };
  }

  /** The driver's HANDLE of it, all 64 bits (VDGH-2). */
  get handle(): bigint {
    const handle = out<bigint>();
    this.#parts.caller.call('VideoDecoder.handle', 'VDGH', () => this.api.GetDriverHandle(handle));
    return handle.value!;
  }

  /**
   * A place for its pictures.
   * @param picture of the kind `decoded`
   * @param slice of an array; 0 by default
   */
  createOutputView(picture: Resource, slice = 0): DecoderOutputView {
    const call = 'VideoDecoder.createOutputView';
    const { api } = checkInstance(call, 'picture', Resource, picture);
    const desc = {
      DecodeProfile: this.creationParameters.desc.Guid,
      ViewDimension: D3D11_VDOV_DIMENSION.TEXTURE2D,
      Texture2D: { ArraySlice: checkWholeNumber(call, 'slice', slice) },
    };
    const view = out<ID3D11VideoDecoderOutputView>();
    const { device, caller } = this.#parts;
    caller.call(call, 'VDEC-21, VDEC-22', () => device.CreateVideoDecoderOutputView(api, desc, view));
    return new DecoderOutputView(view.value!, caller);
  }

  /**
   * One whole frame: begins it, fills the buffers, hands them over, ends it. A frame whose buffers are refused is ended, too.
   * @throws HResultError E_PENDING or D3DERR_WASSTILLDRAWING while the decoder is busy: nothing was done, call again (VDBF-8);
   *   E_INVALIDARG for a key that there is not, sub-samples that are not the buffer, …; E_NOTIMPL where the driver is too old
   *   for sub-samples or a pattern
   *
   * @example
   * ```ts
   * import { createDevice } from 'softumd';
   * import {
   *   D3D11_CRYPTO_TYPE_AES128_CTR, D3D11_DECODER_BITSTREAM_ENCRYPTION_TYPE_CENC, D3D11_DECODER_PROFILE_H264_VLD_NOFGT,
   *   D3D11_KEY_EXCHANGE_RSAES_OAEP,
   * } from 'softumd/d3d11';
   * import { readCertificateChain, wrapSessionKey } from 'softumd/player';
   *
   * const device = createDevice({ profile: 'hardware-decode' });
   * const [profile, size] = [D3D11_DECODER_PROFILE_H264_VLD_NOFGT, { width: 320, height: 192 }];
   * const session = device.videoDevice.createCryptoSession(
   *   D3D11_CRYPTO_TYPE_AES128_CTR, profile, D3D11_KEY_EXCHANGE_RSAES_OAEP);
   * const { leaf } = readCertificateChain(session.getCertificate());
   * device.videoContext.negotiateCryptoSessionKeyExchange(
   *   session, wrapSessionKey(leaf, crypto.getRandomValues(new Uint8Array(16))));
   *
   * const decoder = device.videoDevice.createVideoDecoder({
   *   profile, ...size, encryption: D3D11_DECODER_BITSTREAM_ENCRYPTION_TYPE_CENC,
   * });
   * decoder.decodeFrame(decoder.createOutputView(device.createNv12Texture('decoded', size)), {
   *   session,
   *   buffers: [{ bytes: new Uint8Array(96), iv: new Uint8Array(16), subSamples: [{ ClearSize: 32, EncryptedSize: 64 }] }],
   * });
   * ```
   */
  decodeFrame(view: DecoderOutputView, frame: FrameOptions): void {
    const call = 'VideoDecoder.decodeFrame';
    const { api: place } = checkInstance(call, 'view', DecoderOutputView, view);
    const options = checkCallOptions(call, frameSchema, frame);
    if (options.keyId !== undefined && !options.session)
      throw wrongArgument(call, 'session', 'that of the key that keyId names', undefined);
    const { context, caller, api } = this.#parts;
    const key = contentKeyOf(options);
    const keyBytes = key === null ? 0 : key instanceof Uint8Array ? key.length : frameSessionBytes;
    caller.call(call, 'VDBF, D-17, D-28', () => context.DecoderBeginFrame(api, place, keyBytes, key));
    try {
      for (const buffer of options.buffers) this.#fill(call, buffer);
      caller.call(call, 'VDEC-15, VDEC-19', () => this.#submit(options.buffers));
    } catch (error) {
      context.DecoderEndFrame(api);
      throw error;
    }
    caller.call(call, 'VDEC-20', () => context.DecoderEndFrame(api));
  }

  /** Destroys it. @throws HResultError E_INVALIDARG when it was released before */
  release(): void {
    const { caller, api } = this.#parts;
    caller.callEvenWhenRemoved('VideoDecoder.release', 'api REF-3', () => void api.Release());
  }

  #fill(call: string, { type = BITSTREAM, bytes }: FrameBuffer): void {
    const { context, caller, api } = this.#parts;
    const buffer = out<Uint8Array>();
    caller.call(call, 'VDEC-7', () => context.GetDecoderBuffer(api, type, out(), buffer));
    const room = buffer.value!.length;
    if (bytes.length <= room) buffer.value!.set(bytes);
    caller.call(call, 'VDEC-7', () => context.ReleaseDecoderBuffer(api, type));
    if (bytes.length > room) throw wrongArgument(call, 'bytes', `at most ${room} bytes`, bytes.length);
  }

  /** Through the oldest method that has a place for what is told of the buffers. */
  #submit(buffers: readonly FrameBuffer[]): Hresult {
    const { context, api } = this.#parts;
    const plain = buffers.map(({ type = BITSTREAM, bytes, iv }) => ({
      ...{ BufferType: type, DataOffset: 0, DataSize: bytes.length },
      ...{ pIV: iv ? new Uint8Array(iv) : null, IVSize: iv?.length ?? 0 },
    }));
    const isMapped = buffers.some(({ subSamples }) => subSamples);
    const isPatterned = buffers.some(({ pattern }) => pattern);
    if (!isMapped && !isPatterned) {
      const { zero } = D3D11_VIDEO_DECODER_BUFFER_DESC;
      const descs = plain.map((desc) => ({ ...zero, ...desc }));
      return context.SubmitDecoderBuffers(api, descs.length, descs);
    }
    const mapped = plain.map((desc, at) => {
      const map = buffers[at]!.subSamples ?? null;
      return {
        ...desc,
        pSubSampleMappingBlock: map,
        SubSampleMappingCount: map?.length ?? 0,
      };
    });
    if (!isPatterned) return context.SubmitDecoderBuffers1(api, mapped.length, mapped);
    const patterned = mapped.map((desc, at) => ({
      ...desc,
      cBlocksStripeEncrypted: buffers[at]!.pattern?.encrypted ?? 0,
      cBlocksStripeClear: buffers[at]!.pattern?.clear ?? 0,
    }));
    return context.SubmitDecoderBuffers2(api, patterned.length, patterned);
  }
}

/** pContentKey: bytes of a wrapped key, or the session that the frame names. */
function contentKeyOf({
  session,
  keyId,
  contentKey,
}: FrameOptions): Uint8Array | D3D11_VIDEO_DECODER_BEGIN_FRAME_CRYPTO_SESSION | null {
  if (!session) return contentKey ?? null;
  return {
    ...{ pCryptoSession: session.api, BlobSize: contentKey?.length ?? 0, pBlob: contentKey ?? null },
    ...{ pKeyInfoId: keyId ?? null, PrivateDataSize: 0, pPrivateData: null },
  };
}
