/** What there is to decode with, and decoders of it. */
import type {
  D3D11_VIDEO_DECODER_CONFIG,
  D3D11_VIDEO_DECODER_DESC,
  Guid,
  ID3D11VideoDecoder,
  ID3D11VideoDevice2,
} from '../runtime/d3d11/index.js';
import { DXGI_FORMAT, DXVA_NoEncrypt, out } from '../runtime/d3d11/index.js';
import { wrongArgument } from './arguments.js';
import { checkCallOptions } from './call-options.js';
import type { DecoderOptions } from './decoder-options.js';
import { decoderSchema } from './decoder-options.js';
import type { Caller } from './hresult-error.js';
import type { DecoderParts } from './video-decoder.js';
import { VideoDecoder } from './video-decoder.js';

export function decoderProfiles(api: ID3D11VideoDevice2, caller: Caller): Guid[] {
  return Array.from({ length: api.GetVideoDecoderProfileCount() }, (_, index) => {
    const profile = out<Guid>();
    caller.call('VideoDevice.decoderProfiles', 'VDEC-9, VDEC-10', () =>
      api.GetVideoDecoderProfile(index, profile),
    );
    return profile.value!;
  });
}

export function decoderConfigs(
  api: ID3D11VideoDevice2,
  caller: Caller,
  desc: D3D11_VIDEO_DECODER_DESC,
): D3D11_VIDEO_DECODER_CONFIG[] {
  const call = 'VideoDevice.decoderConfigs';
  const count = out<number>();
  caller.call(call, 'VDEC-9', () => api.GetVideoDecoderConfigCount(desc, count));
  return Array.from({ length: count.value! }, (_, index) => {
    const config = out<D3D11_VIDEO_DECODER_CONFIG>();
    caller.call(call, 'VDEC-12', () => api.GetVideoDecoderConfig(desc, index, config));
    return config.value!;
  });
}

/** A decoder with the first configuration that has the encryption asked for. */
export function createVideoDecoder(parts: Omit<DecoderParts, 'api'>, options: DecoderOptions): VideoDecoder {
  const call = 'VideoDevice.createVideoDecoder';
  const {
    profile,
    width,
    height,
    format = DXGI_FORMAT.NV12,
    encryption = DXVA_NoEncrypt,
  } = checkCallOptions(call, decoderSchema, options);
  const { device, caller } = parts;
  const desc = { Guid: profile, SampleWidth: width, SampleHeight: height, OutputFormat: format };
  const config = decoderConfigs(device, caller, desc).find(
    ({ guidConfigBitstreamEncryption }) => guidConfigBitstreamEncryption === encryption,
  );
  if (!config) throw wrongArgument(call, 'encryption', 'that of a configuration of the driver', encryption);
  const decoder = out<ID3D11VideoDecoder>();
  caller.call(call, 'VDEC-1, VDEC-5', () => device.CreateVideoDecoder(desc, config, decoder));
  return new VideoDecoder({ ...parts, api: decoder.value! });
}
