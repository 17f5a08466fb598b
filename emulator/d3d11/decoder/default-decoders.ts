import {
  D3D11_1DDI_DECODER_PROFILE_H264_VLD_NOFGT as H264,
  D3D11_1DDI_DECODER_PROFILE_HEVC_VLD_MAIN as HEVC_MAIN,
  D3D11_1DDI_DECODER_PROFILE_HEVC_VLD_MAIN10 as HEVC_MAIN10,
  D3D11_1DDI_DECODER_PROFILE_MPEG2_VLD as MPEG2,
  D3D11_1DDI_DECODER_PROFILE_VP9_VLD_PROFILE0 as VP9,
  DXGI_FORMAT,
  DXVA_NoEncrypt,
} from '../../../src/ddi/index.js';
import type { DecoderOffer } from './profile-schema.js';

const configs = [{ bitstreamEncryption: DXVA_NoEncrypt, bitstreamRaw: 1 }];
const outputFormats = [DXGI_FORMAT.NV12];

/** The default's decode profiles, each without encryption; H.264 with short slices as well. */
export const defaultDecoders: readonly DecoderOffer[] = [
  {
    profile: H264,
    outputFormats,
    configs: [...configs, { bitstreamEncryption: DXVA_NoEncrypt, bitstreamRaw: 2 }],
  },
  { profile: HEVC_MAIN, outputFormats, configs },
  { profile: HEVC_MAIN10, outputFormats: [DXGI_FORMAT.P010], configs },
  { profile: VP9, outputFormats, configs },
  { profile: MPEG2, outputFormats, configs },
];
