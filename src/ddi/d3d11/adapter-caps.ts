/** What GetCaps answers with, type by type: d3d10umddi.h, clauses OPN-17…OPN-22. */
import { bitsOf, enumeration, named, struct, BOOL, UINT } from '../../abi/index.js';
import { D3D11DDI_3DPIPELINELEVEL, D3D11DDI_SHADER, D3D11DDI_THREADING } from './caps.js';

/** 4 bytes. OPN-18, OPN-19. */
export const D3D11DDI_THREADING_CAPS = struct('D3D11DDI_THREADING_CAPS', {
  Caps: named(UINT, D3D11DDI_THREADING),
});

/** 4 bytes. OPN-20. */
export const D3D11DDI_SHADER_CAPS = struct('D3D11DDI_SHADER_CAPS', {
  Caps: named(UINT, D3D11DDI_SHADER),
});

/** 4 bytes. An OR of 1 << D3D11DDI_3DPIPELINELEVEL (OPN-20). */
export const D3D11DDI_3DPIPELINESUPPORT_CAPS = struct('D3D11DDI_3DPIPELINESUPPORT_CAPS', {
  Caps: bitsOf(UINT, D3D11DDI_3DPIPELINELEVEL),
});

/** 8 bytes. OutputMergerLogicOp goes with level 11_1 (OPN-20). */
export const D3D11_1DDI_D3D11_OPTIONS_DATA = struct('D3D11_1DDI_D3D11_OPTIONS_DATA', {
  OutputMergerLogicOp: BOOL,
  AssignDebugBinarySupport: BOOL,
});

/** 4 bytes. OPN-22. */
export const D3D11_1DDI_ARCHITECTURE_INFO_DATA = struct('D3D11_1DDI_ARCHITECTURE_INFO_DATA', {
  TileBasedDeferredRenderer: BOOL,
});

/** 8 bytes. OPN-22. */
export const D3D11_DDI_SHADER_MIN_PRECISION_SUPPORT_DATA = struct(
  'D3D11_DDI_SHADER_MIN_PRECISION_SUPPORT_DATA',
  {
    PixelShaderMinPrecision: UINT,
    AllOtherStagesMinPrecision: UINT,
  },
);

/** 4 bytes. WDDM 1.3 (OPN-22). */
export const D3DWDDM1_3DDI_D3D11_OPTIONS_DATA1 = struct('D3DWDDM1_3DDI_D3D11_OPTIONS_DATA1', {
  TiledResourcesSupportFlags: UINT,
});

/** 4 bytes. WDDM 2.0 (OPN-22). */
export const D3DWDDM2_0DDI_D3D11_OPTIONS2_DATA = struct('D3DWDDM2_0DDI_D3D11_OPTIONS2_DATA', {
  ConservativeRasterizationTier: enumeration('D3DWDDM2_0DDI_CONSERVATIVE_RASTERIZATION_TIER', {}),
});

/** 8 bytes. WDDM 2.0 (OPN-22). */
export const D3DWDDM2_0DDI_MEMORY_ARCHITECTURE_CAPS = struct('D3DWDDM2_0DDI_MEMORY_ARCHITECTURE_CAPS', {
  UMA: BOOL,
  CacheCoherent: BOOL,
});

/** 4 bytes. WDDM 2.0 (OPN-22). */
export const D3DWDDM2_0DDI_D3D11_OPTIONS3_DATA = struct('D3DWDDM2_0DDI_D3D11_OPTIONS3_DATA', {
  VPAndRTArrayIndexFromAnyShaderFeedingRasterizer: BOOL,
});

/** 4 bytes. WDDM 2.0 (OPN-22). */
export const D3DWDDM2_0DDI_GPUVA_CAPS_DATA = struct('D3DWDDM2_0DDI_GPUVA_CAPS_DATA', {
  MaxGPUVirtualAddressBitsPerResource: UINT,
});
