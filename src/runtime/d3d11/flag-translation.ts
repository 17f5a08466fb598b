/** Bind and misc flags between the API's words and the DDI's: bit by bit, never passed through (RES-34). */
import {
  D3D10_DDI_BIND,
  D3D10_DDI_RESOURCE_MISC,
  D3D11_BIND,
  D3D11_RESOURCE_MISC_FLAG,
} from '../../ddi/index.js';

/** One bit under both numbers. A bit that only one side has is in no pair. */
type Pair = readonly [api: number, ddi: number];

const bindPairs: readonly Pair[] = [
  [D3D11_BIND.VERTEX_BUFFER, D3D10_DDI_BIND.VERTEX_BUFFER],
  [D3D11_BIND.INDEX_BUFFER, D3D10_DDI_BIND.INDEX_BUFFER],
  [D3D11_BIND.CONSTANT_BUFFER, D3D10_DDI_BIND.CONSTANT_BUFFER],
  [D3D11_BIND.SHADER_RESOURCE, D3D10_DDI_BIND.SHADER_RESOURCE],
  [D3D11_BIND.STREAM_OUTPUT, D3D10_DDI_BIND.STREAM_OUTPUT],
  [D3D11_BIND.RENDER_TARGET, D3D10_DDI_BIND.RENDER_TARGET],
  [D3D11_BIND.DEPTH_STENCIL, D3D10_DDI_BIND.DEPTH_STENCIL],
  [D3D11_BIND.UNORDERED_ACCESS, D3D10_DDI_BIND.UNORDERED_ACCESS],
  [D3D11_BIND.DECODER, D3D10_DDI_BIND.DECODER],
  [D3D11_BIND.VIDEO_ENCODER, D3D10_DDI_BIND.VIDEO_ENCODER],
];

const miscPairs: readonly Pair[] = [
  [D3D11_RESOURCE_MISC_FLAG.GENERATE_MIPS, D3D10_DDI_RESOURCE_MISC.AUTO_GEN_MIP_MAP],
  [D3D11_RESOURCE_MISC_FLAG.SHARED, D3D10_DDI_RESOURCE_MISC.SHARED],
  [D3D11_RESOURCE_MISC_FLAG.DRAWINDIRECT_ARGS, D3D10_DDI_RESOURCE_MISC.DRAWINDIRECT_ARGS],
  [D3D11_RESOURCE_MISC_FLAG.BUFFER_ALLOW_RAW_VIEWS, D3D10_DDI_RESOURCE_MISC.BUFFER_ALLOW_RAW_VIEWS],
  [D3D11_RESOURCE_MISC_FLAG.BUFFER_STRUCTURED, D3D10_DDI_RESOURCE_MISC.BUFFER_STRUCTURED],
  [D3D11_RESOURCE_MISC_FLAG.RESOURCE_CLAMP, D3D10_DDI_RESOURCE_MISC.RESOURCE_CLAMP],
  [D3D11_RESOURCE_MISC_FLAG.RESTRICTED_CONTENT, D3D10_DDI_RESOURCE_MISC.RESTRICTED_CONTENT],
  [
    D3D11_RESOURCE_MISC_FLAG.RESTRICT_SHARED_RESOURCE_DRIVER,
    D3D10_DDI_RESOURCE_MISC.RESTRICT_SHARED_RESOURCE_DRIVER,
  ],
  [D3D11_RESOURCE_MISC_FLAG.TILE_POOL, D3D10_DDI_RESOURCE_MISC.TILE_POOL],
  [D3D11_RESOURCE_MISC_FLAG.TILED, D3D10_DDI_RESOURCE_MISC.TILED],
  [D3D11_RESOURCE_MISC_FLAG.HW_PROTECTED, D3D10_DDI_RESOURCE_MISC.HW_PROTECTED],
  [D3D11_RESOURCE_MISC_FLAG.NO_SHADER_ACCESS, D3D10_DDI_RESOURCE_MISC.NO_SHADER_ACCESS],
];

const toDdi = (pairs: readonly Pair[], flags: number) =>
  pairs.reduce((word, [api, ddi]) => (flags & api ? word | ddi : word), 0);

const toApi = (pairs: readonly Pair[], flags: number) =>
  pairs.reduce((word, [api, ddi]) => (flags & ddi ? word | api : word), 0);

/** D3D11_BIND flags as D3D10_DDI_BIND; a bit that the API does not define is dropped. */
export const ddiBindFlags = (apiFlags: number): number => toDdi(bindPairs, apiFlags);

/** D3D10_DDI_BIND flags as D3D11_BIND; the API has no PRESENT and no CAPTURE. */
export const apiBindFlags = (ddiFlags: number): number => toApi(bindPairs, ddiFlags);

/** D3D11_RESOURCE_MISC_FLAG as D3D10_DDI_RESOURCE_MISC; what only the runtime deals with is dropped. */
export const ddiMiscFlags = (apiFlags: number): number => toDdi(miscPairs, apiFlags);

/** D3D10_DDI_RESOURCE_MISC as D3D11_RESOURCE_MISC_FLAG; what the API does not have is dropped. */
export const apiMiscFlags = (ddiFlags: number): number => toApi(miscPairs, ddiFlags);
