import type { StructValue } from '../../abi/index.js';
import { named, struct, UINT, USHORT, ULONGLONG } from '../../abi/index.js';
import { D3D11_CONTENT_PROTECTION_CAPS, DXGI_FORMAT, GUID } from '../../ddi/index.js';
import { D3D11_VDOV_DIMENSION, D3D11_VIDEO_FRAME_FORMAT, D3D11_VIDEO_USAGE } from './video-values.js';
import { DXGI_COLOR_SPACE_TYPE } from '../dxgi/values.js';
import { DXGI_RATIONAL } from '../dxgi/structs.js';

/** 12 bytes. */
export const D3D11_ENCRYPTED_BLOCK_INFO = struct('D3D11_ENCRYPTED_BLOCK_INFO', {
  NumEncryptedBytesAtBeginning: UINT,
  NumBytesInSkipPattern: UINT,
  NumBytesInEncryptPattern: UINT,
});
export type D3D11_ENCRYPTED_BLOCK_INFO = StructValue<typeof D3D11_ENCRYPTED_BLOCK_INFO>;

/** 24 bytes. */
export const D3D11_VIDEO_CONTENT_PROTECTION_CAPS = struct('D3D11_VIDEO_CONTENT_PROTECTION_CAPS', {
  Caps: named(UINT, D3D11_CONTENT_PROTECTION_CAPS),
  KeyExchangeTypeCount: UINT,
  BlockAlignmentSize: UINT,
  ProtectedMemorySize: ULONGLONG,
});
export type D3D11_VIDEO_CONTENT_PROTECTION_CAPS = StructValue<typeof D3D11_VIDEO_CONTENT_PROTECTION_CAPS>;

/** 100 bytes. */
export const D3D11_VIDEO_DECODER_CONFIG = struct('D3D11_VIDEO_DECODER_CONFIG', {
  guidConfigBitstreamEncryption: GUID,
  guidConfigMBcontrolEncryption: GUID,
  guidConfigResidDiffEncryption: GUID,
  ConfigBitstreamRaw: UINT,
  ConfigMBcontrolRasterOrder: UINT,
  ConfigResidDiffHost: UINT,
  ConfigSpatialResid8: UINT,
  ConfigResid8Subtraction: UINT,
  ConfigSpatialHost8or9Clipping: UINT,
  ConfigSpatialResidInterleaved: UINT,
  ConfigIntraResidUnsigned: UINT,
  ConfigResidDiffAccelerator: UINT,
  ConfigHostInverseScan: UINT,
  ConfigSpecificIDCT: UINT,
  Config4GroupedCoefs: UINT,
  ConfigMinRenderTargetBuffCount: USHORT,
  ConfigDecoderSpecific: USHORT,
});
export type D3D11_VIDEO_DECODER_CONFIG = StructValue<typeof D3D11_VIDEO_DECODER_CONFIG>;

/** 28 bytes. */
export const D3D11_VIDEO_DECODER_DESC = struct('D3D11_VIDEO_DECODER_DESC', {
  Guid: GUID,
  SampleWidth: UINT,
  SampleHeight: UINT,
  OutputFormat: DXGI_FORMAT,
});
export type D3D11_VIDEO_DECODER_DESC = StructValue<typeof D3D11_VIDEO_DECODER_DESC>;

/** 4 bytes. */
export const D3D11_TEX2D_VDOV = struct('D3D11_TEX2D_VDOV', {
  ArraySlice: UINT,
});
export type D3D11_TEX2D_VDOV = StructValue<typeof D3D11_TEX2D_VDOV>;

/** 24 bytes. */
export const D3D11_VIDEO_DECODER_OUTPUT_VIEW_DESC = struct('D3D11_VIDEO_DECODER_OUTPUT_VIEW_DESC', {
  DecodeProfile: GUID,
  ViewDimension: D3D11_VDOV_DIMENSION,
  Texture2D: D3D11_TEX2D_VDOV,
});
export type D3D11_VIDEO_DECODER_OUTPUT_VIEW_DESC = StructValue<typeof D3D11_VIDEO_DECODER_OUTPUT_VIEW_DESC>;

/** 40 bytes. */
export const D3D11_VIDEO_PROCESSOR_CONTENT_DESC = struct('D3D11_VIDEO_PROCESSOR_CONTENT_DESC', {
  InputFrameFormat: D3D11_VIDEO_FRAME_FORMAT,
  InputFrameRate: DXGI_RATIONAL,
  InputWidth: UINT,
  InputHeight: UINT,
  OutputFrameRate: DXGI_RATIONAL,
  OutputWidth: UINT,
  OutputHeight: UINT,
  Usage: D3D11_VIDEO_USAGE,
});
export type D3D11_VIDEO_PROCESSOR_CONTENT_DESC = StructValue<typeof D3D11_VIDEO_PROCESSOR_CONTENT_DESC>;

/** 20 bytes. */
export const D3D11_VIDEO_PROCESSOR_RATE_CONVERSION_CAPS = struct(
  'D3D11_VIDEO_PROCESSOR_RATE_CONVERSION_CAPS',
  {
    PastFrames: UINT,
    FutureFrames: UINT,
    ProcessorCaps: UINT,
    ITelecineCaps: UINT,
    CustomRateCount: UINT,
  },
);
export type D3D11_VIDEO_PROCESSOR_RATE_CONVERSION_CAPS = StructValue<
  typeof D3D11_VIDEO_PROCESSOR_RATE_CONVERSION_CAPS
>;

/** 16 bytes. */
export const D3D11_VIDEO_SAMPLE_DESC = struct('D3D11_VIDEO_SAMPLE_DESC', {
  Width: UINT,
  Height: UINT,
  Format: DXGI_FORMAT,
  ColorSpace: DXGI_COLOR_SPACE_TYPE,
});
export type D3D11_VIDEO_SAMPLE_DESC = StructValue<typeof D3D11_VIDEO_SAMPLE_DESC>;
