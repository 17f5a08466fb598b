import type { Hresult } from '../../../abi/index.js';
import type { D3D11_VIDEO_DECODER_CONFIG, D3D11_VIDEO_DECODER_DESC } from '../../../api/d3d11/index.js';
import { ID3D11VideoDecoder } from '../../../api/d3d11/index.js';
import type { Implementation, Implementor, Offer, Out } from '../../../api/kit/index.js';
import { offer } from '../../../api/kit/index.js';
import type { HDecode } from '../../../ddi/index.js';
import { DestroyVideoDecoder, S_OK } from '../../../ddi/index.js';
import type { DriverObject } from '../../../host/index.js';
import { DriverChild } from '../device-child.js';
import { notInDriver } from '../hardware-session.js';
import type { RuntimeDevice } from '../runtime-device.js';
import type { DecoderBuffer } from './decoder-buffer.js';

export const decoderEnd = { declaration: DestroyVideoDecoder, call: 'ID3D11VideoDecoder::Release' };

/** What a decoder is made of. */
export interface DecoderParts {
  readonly object: DriverObject<HDecode>;
  readonly desc: D3D11_VIDEO_DECODER_DESC;
  readonly config: D3D11_VIDEO_DECODER_CONFIG;
  /** By D3D11_VIDEO_DECODER_BUFFER_TYPE. */
  readonly buffers: ReadonlyMap<number, DecoderBuffer>;
  /** The driver's number for it (VDGH-1); undefined where it gives none. */
  readonly handle: bigint | undefined;
}

/** ID3D11VideoDecoder: with its buffers, and the frame that it is in. */
export class VideoDecoder extends DriverChild<HDecode> implements Implementation<ID3D11VideoDecoder> {
  /** How many frames have begun and not ended: more than one only where the driver nests them (VDBF-4). */
  openFrames = 0;

  constructor(
    device: Implementor,
    runtime: RuntimeDevice,
    private readonly parts: DecoderParts,
  ) {
    super(device, runtime, parts.object, decoderEnd);
  }

  get liveKind() {
    return 'VIDEODECODER' as const;
  }

  protected override offers(): readonly Offer[] {
    return [offer(ID3D11VideoDecoder, this)];
  }

  get config(): D3D11_VIDEO_DECODER_CONFIG {
    return this.parts.config;
  }

  /** The driver's number for it, as GetDriverHandle has it. */
  get handle(): bigint | undefined {
    return this.parts.handle;
  }

  /** The buffer of a type, where the decoder has one. */
  buffer(type: number): DecoderBuffer | undefined {
    return this.parts.buffers.get(type);
  }

  GetCreationParameters(
    pVideoDesc: Out<D3D11_VIDEO_DECODER_DESC>,
    pConfig: Out<D3D11_VIDEO_DECODER_CONFIG>,
  ): Hresult {
    pVideoDesc.value = { ...this.parts.desc };
    pConfig.value = { ...this.parts.config };
    return S_OK;
  }

  /** The driver's own HANDLE, bit for bit (VDGH-2). It was asked when the decoder was made. */
  GetDriverHandle(pDriverHandle: Out<bigint>): Hresult {
    if (this.parts.handle === undefined)
      return notInDriver(this.runtime, 'ID3D11VideoDecoder::GetDriverHandle');
    pDriverHandle.value = this.parts.handle;
    return S_OK;
  }

  /** Buffers outlive the decoder at the driver, which may still read them. */
  override destroy(): void {
    const { call } = decoderEnd;
    if (this.openFrames > 0 && !this.runtime.isEnded)
      this.runtime.messages.add(call, 'FRAME_NOT_ENDED', 'DecoderEndFrame did not come after the last frame');
    this.openFrames = 0;
    for (const buffer of this.parts.buffers.values()) buffer.unlock(call);
    super.destroy();
    for (const buffer of this.parts.buffers.values()) buffer.destroy(call);
  }
}
