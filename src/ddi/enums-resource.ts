/** Enums and flags of resources: d3d10umddi.h, clauses RES. */

/** BUFFEREX occurs in view descriptions only. */
export const D3D10DDIRESOURCE_TYPE = {
  BUFFER: 1,
  TEXTURE1D: 2,
  TEXTURE2D: 3,
  TEXTURE3D: 4,
  TEXTURECUBE: 5,
  BUFFEREX: 6,
} as const;

/** RES-8; the API has the same numbers. */
export const D3D10_DDI_RESOURCE_USAGE = { DEFAULT: 0, IMMUTABLE: 1, DYNAMIC: 2, STAGING: 3 } as const;

/** D3D10_DDI_RESOURCE_BIND_FLAG: the API has the same numbers, but no PRESENT and CAPTURE. */
export const D3D10_DDI_BIND = {
  VERTEX_BUFFER: 1,
  INDEX_BUFFER: 2,
  CONSTANT_BUFFER: 4,
  SHADER_RESOURCE: 8,
  STREAM_OUTPUT: 0x10,
  RENDER_TARGET: 0x20,
  DEPTH_STENCIL: 0x40,
  PRESENT: 0x80,
  UNORDERED_ACCESS: 0x100,
  DECODER: 0x200,
  VIDEO_ENCODER: 0x400,
  CAPTURE: 0x800,
} as const;

/** MapFlags: the API's CPU access flags >> 16. */
export const D3D10_DDI_CPU_ACCESS = { WRITE: 1, READ: 2, MASK: 3 } as const;

/** The API has the same numbers. */
export const D3D10_DDI_MAP = {
  READ: 1,
  WRITE: 2,
  READWRITE: 3,
  WRITE_DISCARD: 4,
  WRITE_NOOVERWRITE: 5,
} as const;

/** RES-20. */
export const D3D10_DDI_MAP_FLAG = { DONOTWAIT: 0x100000 } as const;

/** D3D10_DDI_RESOURCE_MISC_FLAG: from RESTRICTED_CONTENT on the API numbers them otherwise (RES-10, RES-11). */
export const D3D10_DDI_RESOURCE_MISC = {
  AUTO_GEN_MIP_MAP: 1,
  SHARED: 2,
  DISCARD_ON_PRESENT: 8,
  DRAWINDIRECT_ARGS: 0x10,
  BUFFER_ALLOW_RAW_VIEWS: 0x20,
  BUFFER_STRUCTURED: 0x40,
  RESOURCE_CLAMP: 0x80,
  REMOTE: 0x400,
  RESTRICTED_CONTENT: 0x800,
  RESTRICT_SHARED_RESOURCE_DRIVER: 0x1000,
  CROSS_ADAPTER: 0x2000,
  TILED: 0x4000,
  TILE_POOL: 0x8000,
  HW_PROTECTED: 0x10000,
  DISPLAYABLE_SURFACE: 0x20000,
  CONTAINS_HW_PROTECTED: 0x40000,
} as const;

/** RES-7. */
export const D3DWDDM2_0DDI_TEXTURE_LAYOUT = {
  UNDEFINED: 0,
  ROW_MAJOR: 1,
  STANDARD_SWIZZLE_64K_TILE: 3,
  DEVICE_DEPENDENT_SWIZZLE_0: 256,
} as const;

/** CopyFlags of ResourceCopyRegion and ResourceUpdateSubresourceUP. */
export const D3D11_1DDI_COPY = { NO_OVERWRITE: 1, DISCARD: 2, TILEABLE: 4 } as const;

export const D3DWDDM2_0DDI_RESOURCE_MISC_HW_PROTECTED = D3D10_DDI_RESOURCE_MISC.HW_PROTECTED;
