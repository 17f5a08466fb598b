import type { StructValue } from '../../abi/index.js';
import { BOOL, named, struct, UINT } from '../../abi/index.js';
import { DXGI_FORMAT } from '../../ddi/index.js';
import { D3D11_FORMAT_SUPPORT, D3D11_FORMAT_SUPPORT2 } from './format-support.js';
import {
  D3D11_CONSERVATIVE_RASTERIZATION_TIER,
  D3D11_SHARED_RESOURCE_TIER,
  D3D11_TILED_RESOURCES_TIER,
} from './device-values.js';
import { D3D11_VIDEO_DECODER_DESC } from './video-structs.js';

/** 8 bytes. */
export const D3D11_FEATURE_DATA_THREADING = struct('D3D11_FEATURE_DATA_THREADING', {
  DriverConcurrentCreates: BOOL,
  DriverCommandLists: BOOL,
});
export type D3D11_FEATURE_DATA_THREADING = StructValue<typeof D3D11_FEATURE_DATA_THREADING>;

/** 4 bytes. */
export const D3D11_FEATURE_DATA_DOUBLES = struct('D3D11_FEATURE_DATA_DOUBLES', {
  DoublePrecisionFloatShaderOps: BOOL,
});
export type D3D11_FEATURE_DATA_DOUBLES = StructValue<typeof D3D11_FEATURE_DATA_DOUBLES>;

/** 8 bytes. */
export const D3D11_FEATURE_DATA_FORMAT_SUPPORT = struct('D3D11_FEATURE_DATA_FORMAT_SUPPORT', {
  InFormat: DXGI_FORMAT,
  OutFormatSupport: named(UINT, D3D11_FORMAT_SUPPORT),
});
export type D3D11_FEATURE_DATA_FORMAT_SUPPORT = StructValue<typeof D3D11_FEATURE_DATA_FORMAT_SUPPORT>;

/** 8 bytes. */
export const D3D11_FEATURE_DATA_FORMAT_SUPPORT2 = struct('D3D11_FEATURE_DATA_FORMAT_SUPPORT2', {
  InFormat: DXGI_FORMAT,
  OutFormatSupport2: named(UINT, D3D11_FORMAT_SUPPORT2),
});
export type D3D11_FEATURE_DATA_FORMAT_SUPPORT2 = StructValue<typeof D3D11_FEATURE_DATA_FORMAT_SUPPORT2>;

/** 4 bytes. */
export const D3D11_FEATURE_DATA_D3D10_X_HARDWARE_OPTIONS = struct(
  'D3D11_FEATURE_DATA_D3D10_X_HARDWARE_OPTIONS',
  {
    ComputeShaders_Plus_RawAndStructuredBuffers_Via_Shader_4_x: BOOL,
  },
);
export type D3D11_FEATURE_DATA_D3D10_X_HARDWARE_OPTIONS = StructValue<
  typeof D3D11_FEATURE_DATA_D3D10_X_HARDWARE_OPTIONS
>;

/** 56 bytes. */
export const D3D11_FEATURE_DATA_D3D11_OPTIONS = struct('D3D11_FEATURE_DATA_D3D11_OPTIONS', {
  OutputMergerLogicOp: BOOL,
  UAVOnlyRenderingForcedSampleCount: BOOL,
  DiscardAPIsSeenByDriver: BOOL,
  FlagsForUpdateAndCopySeenByDriver: BOOL,
  ClearView: BOOL,
  CopyWithOverlap: BOOL,
  ConstantBufferPartialUpdate: BOOL,
  ConstantBufferOffsetting: BOOL,
  MapNoOverwriteOnDynamicConstantBuffer: BOOL,
  MapNoOverwriteOnDynamicBufferSRV: BOOL,
  MultisampleRTVWithForcedSampleCountOne: BOOL,
  SAD4ShaderInstructions: BOOL,
  ExtendedDoublesShaderInstructions: BOOL,
  ExtendedResourceSharing: BOOL,
});
export type D3D11_FEATURE_DATA_D3D11_OPTIONS = StructValue<typeof D3D11_FEATURE_DATA_D3D11_OPTIONS>;

/** 4 bytes. */
export const D3D11_FEATURE_DATA_ARCHITECTURE_INFO = struct('D3D11_FEATURE_DATA_ARCHITECTURE_INFO', {
  TileBasedDeferredRenderer: BOOL,
});
export type D3D11_FEATURE_DATA_ARCHITECTURE_INFO = StructValue<typeof D3D11_FEATURE_DATA_ARCHITECTURE_INFO>;

/** 4 bytes. */
export const D3D11_FEATURE_DATA_D3D9_OPTIONS = struct('D3D11_FEATURE_DATA_D3D9_OPTIONS', {
  FullNonPow2TextureSupport: BOOL,
});
export type D3D11_FEATURE_DATA_D3D9_OPTIONS = StructValue<typeof D3D11_FEATURE_DATA_D3D9_OPTIONS>;

/** 8 bytes. */
export const D3D11_FEATURE_DATA_SHADER_MIN_PRECISION_SUPPORT = struct(
  'D3D11_FEATURE_DATA_SHADER_MIN_PRECISION_SUPPORT',
  {
    PixelShaderMinPrecision: UINT,
    AllOtherShaderStagesMinPrecision: UINT,
  },
);
export type D3D11_FEATURE_DATA_SHADER_MIN_PRECISION_SUPPORT = StructValue<
  typeof D3D11_FEATURE_DATA_SHADER_MIN_PRECISION_SUPPORT
>;

/** 4 bytes. */
export const D3D11_FEATURE_DATA_D3D9_SHADOW_SUPPORT = struct('D3D11_FEATURE_DATA_D3D9_SHADOW_SUPPORT', {
  SupportsDepthAsTextureWithLessEqualComparisonFilter: BOOL,
});
export type D3D11_FEATURE_DATA_D3D9_SHADOW_SUPPORT = StructValue<
  typeof D3D11_FEATURE_DATA_D3D9_SHADOW_SUPPORT
>;

/** 16 bytes. */
export const D3D11_FEATURE_DATA_D3D11_OPTIONS1 = struct('D3D11_FEATURE_DATA_D3D11_OPTIONS1', {
  TiledResourcesTier: D3D11_TILED_RESOURCES_TIER,
  MinMaxFiltering: BOOL,
  ClearViewAlsoSupportsDepthOnlyFormats: BOOL,
  MapOnDefaultBuffers: BOOL,
});
export type D3D11_FEATURE_DATA_D3D11_OPTIONS1 = StructValue<typeof D3D11_FEATURE_DATA_D3D11_OPTIONS1>;

/** 4 bytes. */
export const D3D11_FEATURE_DATA_D3D9_SIMPLE_INSTANCING_SUPPORT = struct(
  'D3D11_FEATURE_DATA_D3D9_SIMPLE_INSTANCING_SUPPORT',
  {
    SimpleInstancingSupported: BOOL,
  },
);
export type D3D11_FEATURE_DATA_D3D9_SIMPLE_INSTANCING_SUPPORT = StructValue<
  typeof D3D11_FEATURE_DATA_D3D9_SIMPLE_INSTANCING_SUPPORT
>;

/** 4 bytes. */
export const D3D11_FEATURE_DATA_MARKER_SUPPORT = struct('D3D11_FEATURE_DATA_MARKER_SUPPORT', {
  Profile: BOOL,
});
export type D3D11_FEATURE_DATA_MARKER_SUPPORT = StructValue<typeof D3D11_FEATURE_DATA_MARKER_SUPPORT>;

/** 16 bytes. */
export const D3D11_FEATURE_DATA_D3D9_OPTIONS1 = struct('D3D11_FEATURE_DATA_D3D9_OPTIONS1', {
  FullNonPow2TextureSupported: BOOL,
  DepthAsTextureWithLessEqualComparisonFilterSupported: BOOL,
  SimpleInstancingSupported: BOOL,
  TextureCubeFaceRenderTargetWithNonCubeDepthStencilSupported: BOOL,
});
export type D3D11_FEATURE_DATA_D3D9_OPTIONS1 = StructValue<typeof D3D11_FEATURE_DATA_D3D9_OPTIONS1>;

/** 32 bytes. */
export const D3D11_FEATURE_DATA_D3D11_OPTIONS2 = struct('D3D11_FEATURE_DATA_D3D11_OPTIONS2', {
  PSSpecifiedStencilRefSupported: BOOL,
  TypedUAVLoadAdditionalFormats: BOOL,
  ROVsSupported: BOOL,
  ConservativeRasterizationTier: D3D11_CONSERVATIVE_RASTERIZATION_TIER,
  TiledResourcesTier: D3D11_TILED_RESOURCES_TIER,
  MapOnDefaultTextures: BOOL,
  StandardSwizzle: BOOL,
  UnifiedMemoryArchitecture: BOOL,
});
export type D3D11_FEATURE_DATA_D3D11_OPTIONS2 = StructValue<typeof D3D11_FEATURE_DATA_D3D11_OPTIONS2>;

/** 4 bytes. */
export const D3D11_FEATURE_DATA_D3D11_OPTIONS3 = struct('D3D11_FEATURE_DATA_D3D11_OPTIONS3', {
  VPAndRTArrayIndexFromAnyShaderFeedingRasterizer: BOOL,
});
export type D3D11_FEATURE_DATA_D3D11_OPTIONS3 = StructValue<typeof D3D11_FEATURE_DATA_D3D11_OPTIONS3>;

/** 8 bytes. */
export const D3D11_FEATURE_DATA_GPU_VIRTUAL_ADDRESS_SUPPORT = struct(
  'D3D11_FEATURE_DATA_GPU_VIRTUAL_ADDRESS_SUPPORT',
  {
    MaxGPUVirtualAddressBitsPerResource: UINT,
    MaxGPUVirtualAddressBitsPerProcess: UINT,
  },
);
export type D3D11_FEATURE_DATA_GPU_VIRTUAL_ADDRESS_SUPPORT = StructValue<
  typeof D3D11_FEATURE_DATA_GPU_VIRTUAL_ADDRESS_SUPPORT
>;

/** 4 bytes. */
export const D3D11_FEATURE_DATA_D3D11_OPTIONS4 = struct('D3D11_FEATURE_DATA_D3D11_OPTIONS4', {
  ExtendedNV12SharedTextureSupported: BOOL,
});
export type D3D11_FEATURE_DATA_D3D11_OPTIONS4 = StructValue<typeof D3D11_FEATURE_DATA_D3D11_OPTIONS4>;

/** 4 bytes. */
export const D3D11_FEATURE_DATA_SHADER_CACHE = struct('D3D11_FEATURE_DATA_SHADER_CACHE', {
  SupportFlags: UINT,
});
export type D3D11_FEATURE_DATA_SHADER_CACHE = StructValue<typeof D3D11_FEATURE_DATA_SHADER_CACHE>;

/** 4 bytes. */
export const D3D11_FEATURE_DATA_D3D11_OPTIONS5 = struct('D3D11_FEATURE_DATA_D3D11_OPTIONS5', {
  SharedResourceTier: D3D11_SHARED_RESOURCE_TIER,
});
export type D3D11_FEATURE_DATA_D3D11_OPTIONS5 = StructValue<typeof D3D11_FEATURE_DATA_D3D11_OPTIONS5>;

/** 8 bytes. */
export const D3D11_FEATURE_DATA_DISPLAYABLE = struct('D3D11_FEATURE_DATA_DISPLAYABLE', {
  DisplayableTexture: BOOL,
  SharedResourceTier: D3D11_SHARED_RESOURCE_TIER,
});
export type D3D11_FEATURE_DATA_DISPLAYABLE = StructValue<typeof D3D11_FEATURE_DATA_DISPLAYABLE>;

/** 40 bytes. Of D3D11_FEATURE_VIDEO_DECODER_HISTOGRAM: the description is read, the rest is written. */
export const D3D11_FEATURE_DATA_VIDEO_DECODER_HISTOGRAM = struct(
  'D3D11_FEATURE_DATA_VIDEO_DECODER_HISTOGRAM',
  {
    DecoderDesc: D3D11_VIDEO_DECODER_DESC,
    /** D3D11_VIDEO_DECODER_HISTOGRAM_COMPONENT_FLAGS: Y or R 1, U or G 2, V or B 4, A 8. */
    Components: UINT,
    BinCount: UINT,
    CounterBitDepth: UINT,
  },
);
export type D3D11_FEATURE_DATA_VIDEO_DECODER_HISTOGRAM = StructValue<
  typeof D3D11_FEATURE_DATA_VIDEO_DECODER_HISTOGRAM
>;
