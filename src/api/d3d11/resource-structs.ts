import type { StructValue } from '../../abi/index.js';
import { named, struct, UINT } from '../../abi/index.js';
import { D3D11_BIND, D3D11_RESOURCE_MISC_FLAG, DXGI_FORMAT } from '../../ddi/index.js';
import { bytesPointer } from '../kit/index.js';
import { D3D11_CPU_ACCESS_FLAG, D3D11_TEXTURE_LAYOUT, D3D11_USAGE } from './resource-values.js';
import { DXGI_SAMPLE_DESC } from '../dxgi/structs.js';

/** 24 bytes. */
export const D3D11_BOX = struct('D3D11_BOX', {
  left: UINT,
  top: UINT,
  front: UINT,
  right: UINT,
  bottom: UINT,
  back: UINT,
});
export type D3D11_BOX = StructValue<typeof D3D11_BOX>;

/** 24 bytes. */
export const D3D11_BUFFER_DESC = struct('D3D11_BUFFER_DESC', {
  ByteWidth: UINT,
  Usage: D3D11_USAGE,
  BindFlags: named(UINT, D3D11_BIND),
  CPUAccessFlags: named(UINT, D3D11_CPU_ACCESS_FLAG),
  MiscFlags: named(UINT, D3D11_RESOURCE_MISC_FLAG),
  StructureByteStride: UINT,
});
export type D3D11_BUFFER_DESC = StructValue<typeof D3D11_BUFFER_DESC>;

/** 16 bytes (x86 12). */
export const D3D11_MAPPED_SUBRESOURCE = struct('D3D11_MAPPED_SUBRESOURCE', {
  pData: bytesPointer,
  RowPitch: UINT,
  DepthPitch: UINT,
});
export type D3D11_MAPPED_SUBRESOURCE = StructValue<typeof D3D11_MAPPED_SUBRESOURCE>;

/** 16 bytes (x86 12). */
export const D3D11_SUBRESOURCE_DATA = struct('D3D11_SUBRESOURCE_DATA', {
  pSysMem: bytesPointer,
  SysMemPitch: UINT,
  SysMemSlicePitch: UINT,
});
export type D3D11_SUBRESOURCE_DATA = StructValue<typeof D3D11_SUBRESOURCE_DATA>;

/** What both versions of the description begin with. */
const textureMembers = {
  Width: UINT,
  Height: UINT,
  MipLevels: UINT,
  ArraySize: UINT,
  Format: DXGI_FORMAT,
  SampleDesc: DXGI_SAMPLE_DESC,
  Usage: D3D11_USAGE,
  BindFlags: named(UINT, D3D11_BIND),
  CPUAccessFlags: named(UINT, D3D11_CPU_ACCESS_FLAG),
  MiscFlags: named(UINT, D3D11_RESOURCE_MISC_FLAG),
};

/** 44 bytes. */
export const D3D11_TEXTURE2D_DESC = struct('D3D11_TEXTURE2D_DESC', textureMembers);
export type D3D11_TEXTURE2D_DESC = StructValue<typeof D3D11_TEXTURE2D_DESC>;

/** 48 bytes. */
export const D3D11_TEXTURE2D_DESC1 = struct('D3D11_TEXTURE2D_DESC1', {
  ...textureMembers,
  TextureLayout: D3D11_TEXTURE_LAYOUT,
});
export type D3D11_TEXTURE2D_DESC1 = StructValue<typeof D3D11_TEXTURE2D_DESC1>;
