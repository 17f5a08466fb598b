import { loadProfile } from 'softumd';
import type {
  Address,
  Guid,
  HCryptoSession,
  HDecode,
  HResource,
  Hresult,
  HVideoDecoderOutputView,
} from 'softumd/ddi';
import * as ddi from 'softumd/ddi';
import type { DecodedBuffer } from 'softumd/driver';
import type { EmulatedProfile } from 'softumd/emulator';
import type { DriverOptions } from 'softumd';
import { bindOverChannel } from '../../channel/bind-over-channel.js';
import { Bench, BenchDevice } from '../bench.js';

const { NULL, S_OK } = ddi;

export const {
  D3D11_1DDI_DECODER_PROFILE_H264_VLD_NOFGT: H264,
  D3DWDDM2_0DDI_DECODER_ENCRYPTION_HW_CENC: HW_CENC,
  D3DWDDM2_4DDI_DECODER_BITSTREAM_ENCRYPTION_TYPE_CENC: CENC,
  D3DWDDM2_4DDI_DECODER_BITSTREAM_ENCRYPTION_TYPE_CBCS: CBCS,
  D3D11_1DDI_VIDEO_DECODER_BUFFER_TYPE: BUFFER_TYPE,
} = ddi;

/** What a decoder is made for; H.264 without encryption unless told. */
export interface DecoderKind {
  readonly profile?: Guid;
  readonly encryption?: Guid;
  readonly raw?: number;
  readonly format?: number;
  readonly width?: number;
  readonly height?: number;
}

export function decoderDescription({ profile = H264, format, width = 64, height = 32 }: DecoderKind = {}) {
  return {
    Guid: profile,
    SampleWidth: width,
    SampleHeight: height,
    OutputFormat: format ?? ddi.DXGI_FORMAT.NV12,
  };
}

/** D3D11_1DDI_VIDEO_DECODER_CONFIG as Windows was seen to tell it. */
export function decoderConfig({ encryption = ddi.DXVA_NoEncrypt, raw = 1 }: DecoderKind = {}) {
  return {
    guidConfigBitstreamEncryption: encryption,
    guidConfigMBcontrolEncryption: ddi.DXVA_NoEncrypt,
    guidConfigResidDiffEncryption: ddi.DXVA_NoEncrypt,
    ConfigBitstreamRaw: raw,
    ConfigResidDiffAccelerator: 1,
    ConfigHostInverseScan: 1,
    ConfigSpecificIDCT: 2,
  };
}

/** What GetVideoDecoder… of a description takes. */
export const descriptionArguments = (bench: Bench, kind?: DecoderKind): Address =>
  bench.bytes(ddi.D3D11_1DDI_VIDEO_DECODER_DESC.toBytes(decoderDescription(kind)));

/** What CreateVideoDecoder takes. */
export const decoderArguments = (bench: Bench, kind?: DecoderKind): Address =>
  bench.bytes(
    ddi.D3D11_1DDIARG_CREATEVIDEODECODER.toBytes({
      Desc: decoderDescription(kind),
      Config: decoderConfig(kind) as never,
    }),
  );

/** What CreateVideoDecoderOutputView takes; of an NV12 texture of the device's unless told. */
export const viewArguments = (
  device: BenchDevice,
  changes: Partial<ddi.StructValue<typeof ddi.D3D11_1DDIARG_CREATEVIDEODECODEROUTPUTVIEW>> = {},
): Address =>
  device.bench.bytes(
    ddi.D3D11_1DDIARG_CREATEVIDEODECODEROUTPUTVIEW.toBytes({
      hDrvResource: changes.hDrvResource ?? device.nv12(64, 32),
      ...{ DecodeProfile: H264, ArraySize: 1, ...changes },
    }),
  );

export function makeDecoder(device: BenchDevice, kind?: DecoderKind): HDecode {
  const { bench, hDevice, video } = device;
  const pCreateData = decoderArguments(bench, kind);
  const handle = bench.bytes(video.pfnCalcPrivateVideoDecoderSize(hDevice, pCreateData)) as HDecode;
  const code = video.pfnCreateVideoDecoder(hDevice, pCreateData, handle, NULL);
  if (code !== S_OK) throw new Error(`no decoder: ${code}`);
  return handle;
}

export function makeView(device: BenchDevice): HVideoDecoderOutputView {
  const { bench, hDevice, video } = device;
  const pCreateData = viewArguments(device);
  const bytes = video.pfnCalcPrivateVideoDecoderOutputViewSize(hDevice, pCreateData);
  const handle = bench.bytes(bytes) as HVideoDecoderOutputView;
  const code = video.pfnCreateVideoDecoderOutputView(hDevice, pCreateData, handle, NULL);
  if (code !== S_OK) throw new Error(`no view: ${code}`);
  return handle;
}

/** What BeginFrame takes in any of its forms: 88 bytes. */
export const frameArguments = (
  { bench }: BenchDevice,
  hOutputView: HVideoDecoderOutputView,
  key?: Uint8Array,
): Address =>
  bench.bytes(
    ddi.D3DWDDM2_4DDIARG_VIDEODECODERBEGINFRAME.toBytes({
      hOutputView,
      pContentKey: key ? bench.bytes(key) : NULL,
      ContentKeySize: key?.length ?? 0,
    }),
  );

type FrameSession = ddi.StructValue<typeof ddi.D3DWDDM2_0DDI_VIDEO_DECODER_BEGIN_FRAME_CRYPTO_SESSION>;

/** The structure with which a frame names its session (VDBF-5). */
export const frameSession = (changes: Partial<FrameSession>): Uint8Array =>
  ddi.D3DWDDM2_0DDI_VIDEO_DECODER_BEGIN_FRAME_CRYPTO_SESSION.toBytes(changes);

type Description = ddi.StructValue<typeof ddi.D3D11_1DDI_VIDEO_DECODER_BUFFER_DESC>;
type Description2_4 = ddi.StructValue<typeof ddi.D3DWDDM2_4DDI_VIDEO_DECODER_BUFFER_DESC>;

/** Pairs of clear and encrypted sizes. */
export type Map = readonly (readonly [clear: number, encrypted: number])[];

/** A buffer with what is to be said of it. */
export interface Submitted {
  readonly data: Uint8Array;
  readonly iv?: Uint8Array;
  readonly map?: Map;
  readonly info?: readonly [number, number, number];
  /** Encrypted and clear blocks. */
  readonly stripes?: readonly [number, number];
  readonly type?: number;
}

export const mapBytes = (map: Map) => new Uint8Array(new Uint32Array(map.flat()).buffer);

/** A decoder of a device of WDDM 2.4, its view, and what a runtime does with them. */
export class DecoderBench {
  readonly bench: Bench;
  readonly device: BenchDevice;
  readonly view: HVideoDecoderOutputView;
  decoder: HDecode;

  constructor(kind?: DecoderKind, profile: Partial<EmulatedProfile> = {}, options: DriverOptions = {}) {
    this.bench = new Bench({ ...options, profile: { ...loadProfile('hardware-decode'), ...profile } });
    const host = this.bench.adapter.createDevice(ddi.interfaceVersion('D3DWDDM2_4')).device!;
    this.device = new BenchDevice(this.bench, host);
    this.decoder = makeDecoder(this.device, kind);
    this.view = makeView(this.device);
  }

  /** What the device reported since the last time; S_OK for nothing. */
  reported(): Hresult {
    return this.device.host.takeErrors()[0] ?? S_OK;
  }

  bind(hCryptoSession: HCryptoSession): void {
    bindOverChannel(this.device, this.decoder, hCryptoSession);
  }

  begin(key?: Uint8Array, view = this.view): Hresult {
    const { hDevice, video } = this.device;
    return video.pfnVideoDecoderBeginFrame(hDevice, this.decoder, frameArguments(this.device, view, key));
  }

  end(): Hresult {
    this.device.video.pfnVideoDecoderEndFrame(this.device.hDevice, this.decoder);
    return this.reported();
  }

  /** SubmitBuffers of D3D11.1, whose descriptions have a block info. */
  submit11(buffers: readonly Submitted[], changes: Partial<Description> = {}): Hresult {
    const descriptions = buffers.map((buffer) => {
      const [NumEncryptedBytesAtBeginning, NumBytesInSkipPattern, NumBytesInEncryptPattern] = buffer.info ?? [
        0, 0, 0,
      ];
      return ddi.D3D11_1DDI_VIDEO_DECODER_BUFFER_DESC.toBytes({
        ...this.common(buffer),
        PartialEncryption: buffer.info ? 1 : 0,
        EncryptedBlockInfo: { NumEncryptedBytesAtBeginning, NumBytesInSkipPattern, NumBytesInEncryptPattern },
        ...changes,
      });
    });
    const { hDevice, video } = this.device;
    const pBufferDesc = this.bench.bytes(new Uint8Array(Buffer.concat(descriptions)));
    return video.pfnVideoDecoderSubmitBuffers(hDevice, this.decoder, buffers.length, pBufferDesc);
  }

  /** SubmitBuffers2: sub-samples and stripes. */
  submit(buffers: readonly Submitted[], changes: Partial<Description2_4> = {}): Hresult {
    const descriptions = buffers.map((buffer) =>
      ddi.D3DWDDM2_4DDI_VIDEO_DECODER_BUFFER_DESC.toBytes({ ...this.described(buffer), ...changes }),
    );
    return this.submitDescriptions(descriptions);
  }

  submitDescriptions(descriptions: readonly Uint8Array[]): Hresult {
    const { hDevice, video } = this.device;
    const pBufferDesc = this.bench.bytes(new Uint8Array(Buffer.concat(descriptions)));
    return video.pfnVideoDecoderSubmitBuffers2(hDevice, this.decoder, descriptions.length, pBufferDesc);
  }

  described(buffer: Submitted): Partial<Description2_4> {
    const [cBlocksStripeEncrypted, cBlocksStripeClear] = buffer.stripes ?? [0, 0];
    return {
      ...this.common(buffer),
      pSubSampleMappingBlock: buffer.map ? this.bench.bytes(mapBytes(buffer.map)) : NULL,
      SubSampleMappingCount: buffer.map?.length ?? 0,
      cBlocksStripeEncrypted,
      cBlocksStripeClear,
    };
  }

  private common({ data, iv, type = BUFFER_TYPE.BITSTREAM }: Submitted) {
    const hResource: HResource = this.device.buffer(data.length === 0 ? 16 : data);
    const pIV = iv ? this.bench.bytes(iv) : NULL;
    return { hResource, BufferType: type, DataSize: data.length, pIV, IVSize: iv?.length ?? 0 };
  }

  decoded(): readonly DecodedBuffer[] | null {
    return this.bench.driver.oracle.decodedBuffers(this.device.hDevice, this.decoder);
  }

  /** A whole frame of one buffer: what came out. */
  frameOf(buffer: Submitted, key?: Uint8Array): Uint8Array {
    const codes = [
      this.begin(key),
      buffer.info ? this.submit11([buffer]) : this.submit([buffer]),
      this.end(),
    ];
    if (codes.some((code) => code !== S_OK)) throw new Error(`refused: ${codes.join()}`);
    return this.decoded()![0]!.bytes;
  }
}
